/**
 * Spans that were sent in pieces, put together: what Zipkin does before it looks for a tree.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/internal/Trace.java
 */
import type { Endpoint, ZipkinSpan } from '../../src/report/zipkin.ts';

/** One span per id and side, the client's before the server's that shares its id. */
export function mergeFragments(trace: readonly ZipkinSpan[]): ZipkinSpan[] {
  const merged: ZipkinSpan[] = [];
  let endpoint: Endpoint = {};
  for (const span of [...trace].sort(byIdAndSide)) {
    const last = merged.at(-1);
    if (last && isFragmentOf(last, span) && agree(endpoint, span.localEndpoint)) {
      merged[merged.length - 1] = mergePair(last, span);
      endpoint = { ...span.localEndpoint, ...endpoint };
    } else {
      merged.push(span);
      endpoint = span.localEndpoint ?? {};
    }
  }
  const complete: ZipkinSpan[] = [];
  for (const span of merged) complete.push(completeServer(complete.at(-1), span));
  return complete;
}

function isFragmentOf(last: ZipkinSpan, span: ZipkinSpan): boolean {
  return last.id === span.id && Boolean(last.shared) === Boolean(span.shared);
}

/** Whether two reports can be from one place: neither says what the other denies. */
function agree(known: Endpoint, next: Endpoint = {}): boolean {
  return (['serviceName', 'ipv4', 'ipv6', 'port'] as const).every(
    (field) => !known[field] || !next[field] || known[field] === next[field],
  );
}

/** What came first counts; of tags what came last. */
function mergePair(first: ZipkinSpan, next: ZipkinSpan): ZipkinSpan {
  return {
    ...next,
    ...first,
    localEndpoint: { ...next.localEndpoint, ...first.localEndpoint },
    remoteEndpoint: { ...next.remoteEndpoint, ...first.remoteEndpoint },
    tags: { ...first.tags, ...next.tags },
  };
}

/** Some tracers leave out the flag or the parent of a server span that shares its client's id. */
function completeServer(last: ZipkinSpan | undefined, span: ZipkinSpan): ZipkinSpan {
  if (last?.id !== span.id) return span;
  const shared = span.shared || (last.kind === 'CLIENT' && span.kind === 'SERVER');
  const parentId = span.parentId ?? (shared ? last.parentId : undefined);
  return { ...span, ...(shared && { shared: true }), ...(parentId && { parentId }) };
}

function byIdAndSide(a: ZipkinSpan, b: ZipkinSpan): number {
  return compare(a.id, b.id) || sideOf(a) - sideOf(b) || compareEndpoints(a, b);
}

function sideOf({ shared, kind }: ZipkinSpan): number {
  if (shared) return 2;
  return kind === 'CLIENT' ? 0 : 1;
}

/** Spans without an endpoint first, but fields that are missing in one last. */
function compareEndpoints(
  { localEndpoint: a }: ZipkinSpan,
  { localEndpoint: b }: ZipkinSpan,
): number {
  if (!a || !b) return Number(a !== undefined) - Number(b !== undefined);
  return (
    compareNames(a.serviceName, b.serviceName) ||
    compareNames(a.ipv4, b.ipv4) ||
    compareNames(a.ipv6, b.ipv6)
  );
}

function compareNames(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
