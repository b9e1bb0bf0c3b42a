/**
 * B3 propagation: the `X-B3-` headers, or all of them in one `b3` header.
 *
 * https://github.com/openzipkin/b3-propagation
 */
import type { SamplingState } from '../trace/context.ts';
import type { Extracted, Format, GetHeader } from './propagation.ts';

const CODES = { accept: '1', deny: '0', debug: 'd', defer: undefined } as const;
const STATES: Readonly<Record<string, SamplingState>> = { 1: 'accept', 0: 'deny', d: 'debug' };
// Older tracers wrote booleans, which the specification asks lenient readers to take.
const BOOLEANS: Readonly<Record<string, string>> = { true: '1', false: '0' };

// {TraceId}-{SpanId}-{SamplingState}-{ParentSpanId}, the last two optional, or the state alone. Ids of zeros are none.
const SINGLE =
  /^(?:(?!0+-)([\da-f]{32}|[\da-f]{16})-(?!0{16})([\da-f]{16})(?:-([01d]))?(?:-(?:0{16}|([\da-f]{16})))?|([01d]))$/;

/** `X-B3-TraceId` and its siblings: what every B3 library reads. */
export const b3multi: Format = {
  name: 'b3multi',
  fields: ['x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags'],
  inject({ traceId, spanId, parentId, sampling }, set) {
    set('X-B3-TraceId', traceId);
    set('X-B3-SpanId', spanId);
    if (parentId) set('X-B3-ParentSpanId', parentId);
    // Debug implies accept, and the specification asks not to send both.
    if (sampling === 'debug') set('X-B3-Flags', '1');
    else if (sampling !== 'defer') set('X-B3-Sampled', CODES[sampling]);
  },
  extract: extractMulti,
};

/** One `b3` header: a single name to allow in CORS, but zipkin-js doesn't read it. */
export const b3single: Format = {
  name: 'b3',
  fields: ['b3'],
  inject({ traceId, spanId, sampling, parentId }, set) {
    set('b3', [traceId, spanId, CODES[sampling], parentId].filter(Boolean).join('-'));
  },
  extract: (get) => extractSingle(get('b3')),
};

function extractSingle(value: string | null | undefined): Extracted | undefined {
  const [, traceId, spanId, code, parentId, codeAlone] = (value && SINGLE.exec(value)) || [];
  const sampling = STATES[code ?? codeAlone ?? ''];
  if (!traceId || !spanId) return sampling && { sampling };
  return { traceId, spanId, parentId, sampling: sampling ?? 'defer' };
}

/** Several headers say what the single one does, so they are read as it. */
function extractMulti(get: GetHeader): Extracted | undefined {
  const values = b3multi.fields.map(get);
  const [traceId, spanId, parentId, sampled, flags] = values;
  // Without both ids a parent's would be taken for one of them, as would what stands behind a hyphen.
  if (!traceId !== !spanId || values.join('').includes('-')) return undefined;
  const state = flags === '1' ? 'd' : (BOOLEANS[sampled ?? ''] ?? sampled);
  return extractSingle([traceId, spanId, state, traceId && parentId].filter(Boolean).join('-'));
}
