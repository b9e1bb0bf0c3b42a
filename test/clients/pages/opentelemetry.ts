import { callByOpenTelemetry } from './shared/opentelemetry.ts';

export const call: () => Promise<unknown> = callByOpenTelemetry();
