import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { callByOpenTelemetry } from './shared/opentelemetry.ts';

const b3 = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });

export const call: () => Promise<unknown> = callByOpenTelemetry(b3);
