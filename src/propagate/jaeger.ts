/**
 * Jaeger's own propagation: `uber-trace-id`.
 *
 * https://www.jaegertracing.io/docs/1.76/client-libraries/#propagation-format
 */
import type { Format } from './propagation.ts';

// {trace-id}:{span-id}:{parent-span-id}:{flags}, ids without their leading zeros.
const ID = /^0*([\da-f]{1,32}):0*([\da-f]{1,16}):0*([\da-f]{0,16}):([\da-f]{1,2})$/i;

/** Bits of the flags. */
const SAMPLED = 1;
const DEBUG = 2;

/**
 * `uber-trace-id`: what services with Jaeger's former clients read.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', formats: [jaeger()] });
 */
export function jaeger(): Format {
  return {
    name: 'jaeger',
    fields: ['uber-trace-id'],
    inject({ traceId, spanId, parentId = '0', sampling }, set) {
      const flags = { accept: SAMPLED, debug: SAMPLED | DEBUG, deny: 0, defer: 0 }[sampling];
      set('uber-trace-id', [traceId, spanId, parentId, flags].join(':'));
    },
    extract(get) {
      // Some clients encode it as if it were part of a URL.
      const header = get('uber-trace-id')?.replace(/%3a/gi, ':').toLowerCase();
      const [, traceId, spanId, parentId, bits] = ID.exec(header ?? '') ?? [];
      if (!traceId || !spanId || !/[^0]/.test(traceId) || !/[^0]/.test(spanId)) return undefined;
      const flags = Number(`0x${bits}`);
      return {
        traceId: traceId.padStart(traceId.length > 16 ? 32 : 16, '0'),
        spanId: spanId.padStart(16, '0'),
        ...(parentId && /[^0]/.test(parentId) ? { parentId: parentId.padStart(16, '0') } : {}),
        sampling: flags & DEBUG ? 'debug' : flags & SAMPLED ? 'accept' : 'deny',
      };
    },
  };
}
