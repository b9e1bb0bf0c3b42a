/**
 * AWS X-Ray's propagation: `X-Amzn-Trace-Id`.
 *
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
import type { SamplingState } from '../trace/context.ts';
import type { Format } from './propagation.ts';

// 1-{seconds since the epoch}-{the other 24 digits}
const ROOT = /^1-([\da-f]{8})-([\da-f]{24})$/;
const SPAN = /^[\da-f]{16}$/;

const CODES = { accept: '1', debug: '1', deny: '0', defer: '?' } as const;
const STATES: Readonly<Record<string, SamplingState>> = { 1: 'accept', 0: 'deny' };

/**
 * `X-Amzn-Trace-Id`: what AWS's load balancers, API Gateway and Lambda read.
 *
 * X-Ray wants ids that begin with the time, as Rootspan's do. A trace that began in a 64-bit tracer has none of the
 * length, and goes without this header.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', formats: [xray()] });
 */
export function xray(): Format {
  return {
    name: 'xray',
    fields: ['x-amzn-trace-id'],
    inject({ traceId, spanId, sampling }, set) {
      if (traceId.length < 32) return;
      const root = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
      set('X-Amzn-Trace-Id', `Root=${root};Parent=${spanId};Sampled=${CODES[sampling]}`);
    },
    extract(get) {
      const fields = new Map<string, string>();
      for (const field of get('x-amzn-trace-id')?.split(';') ?? []) {
        const [key = '', value = ''] = field.split('=');
        fields.set(key.trim(), value.trim());
      }
      const sampling = STATES[fields.get('Sampled') ?? ''];
      const [, seconds, rest] = ROOT.exec(fields.get('Root') ?? '') ?? [];
      const spanId = fields.get('Parent') ?? '';
      const traceId = `${seconds}${rest}`;
      // A load balancer begins a trace and names no span of its own: there is nothing to belong to.
      if (!fields.has('Parent')) return sampling && rest ? { sampling } : undefined;
      if (!rest || !SPAN.test(spanId) || !/[^0]/.test(traceId) || !/[^0]/.test(spanId))
        return undefined;
      return { traceId, spanId, sampling: sampling ?? 'defer' };
    },
  };
}
