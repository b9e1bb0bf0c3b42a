import type { ZipkinSpan } from '../../src/bridge/protocol.ts';

/** B3 in many headers: what is sent where nobody has chosen, or told, anything else. */
const DEFAULT_HEADERS = 'X-B3-TraceId, X-B3-SpanId, X-B3-ParentSpanId, X-B3-Sampled, X-B3-Flags';

/** All formats together have half as many. */
const MOST_HEADERS = 30;

/** What the span says of it, else what the page does, else what there is by default. */
export function headersToAllow(tags: ZipkinSpan['tags'], headers: readonly string[] = []): string {
  return (
    readHeaders(tags?.['rootspan.cors_allow']?.split(/,\s*/) ?? []) ||
    readHeaders(headers) ||
    DEFAULT_HEADERS
  );
}

/** Names alone: the lines go into servers' settings, and anybody can send spans. */
function readHeaders(names: readonly string[]): string {
  const wellFormed = names.filter((name) => /^[\w-]{1,100}$/.test(name));
  return wellFormed.slice(0, MOST_HEADERS).join(', ');
}
