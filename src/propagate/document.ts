/**
 * The trace that a server began when it answered with this document, as far as it says so: in `Server-Timing`
 * (`b3;desc="…"`, `traceparent;desc="00-…"`), or in `<meta name="b3" content="…">` above this script.
 *
 * https://w3c.github.io/trace-context/#traceparent-header
 */
import type { SamplingState, TraceContext } from '../trace/context.ts';
import { b3single } from './b3.ts';

/** How old (ms) a server's trace may be. Whoever gets a document later gets it from a cache. */
const FRESH = 120_000;
/** Of ids that begin with the time, as those of Brave and X-Ray: further back (s) than this they don't. */
const OLDEST = 30 * 24 * 3600;

const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})/;

/** What a document's navigation says; `deliveryType` is `cache` where nobody was asked. */
export interface DocumentSource {
  readonly type: string;
  readonly deliveryType?: string;
  readonly serverTiming?: readonly { readonly name: string; readonly description: string }[];
}

/**
 * The server's context, unless it is stale: of a document out of a cache, or one that was made some time ago.
 * `<meta … data-time="1700000000000">` (ms since the epoch) tells when; without it an id that begins with the time
 * does.
 */
export function readDocument({
  type,
  deliveryType,
  serverTiming,
}: Partial<DocumentSource> = {}): TraceContext | undefined {
  if (deliveryType === 'cache' || type === 'back_forward') return undefined;
  let time: number | undefined;
  const get = (name: string) => {
    const sent = serverTiming?.find((entry) => entry.name === name);
    if (sent) return sent.description;
    const meta = document.querySelector<HTMLElement>(`meta[name=${name}]`);
    if (meta?.dataset.time) time = Number(meta.dataset.time);
    return meta?.getAttribute('content');
  };
  const context = readTraceparent(get('traceparent')) ?? b3single.extract(get);
  if (context?.traceId === undefined) return undefined;
  time ??= timeOf(context.traceId);
  return time !== undefined && !(Date.now() - time < FRESH) ? undefined : context;
}

function readTraceparent(value: string | null | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags] = (value && TRACEPARENT.exec(value)) || [];
  if (!traceId || !spanId) return undefined;
  const sampling: SamplingState = Number(`0x${flags}`) & 1 ? 'accept' : 'deny';
  return { traceId, spanId, sampling };
}

/** When (ms since the epoch) a trace began, if its id says so. */
function timeOf(traceId: string): number | undefined {
  const seconds = Number.parseInt(traceId.slice(0, 8), 16);
  const age = Date.now() / 1000 - seconds;
  return traceId.length === 32 && age > 0 && age < OLDEST ? seconds * 1000 : undefined;
}
