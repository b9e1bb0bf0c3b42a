import type { ZipkinSpan } from '../../src/bridge/protocol.ts';

/**
 * Whether the span is a request that a page's own code made, so that it could have had trace headers of Rootspan's.
 *
 * `trace` is all that is known of its trace. A backend makes requests while it answers one, a page never serves. What
 * the browser fetches by itself is told without a method.
 */
export function isPageRequest(span: ZipkinSpan, trace: readonly ZipkinSpan[]): boolean {
  const { kind, tags, localEndpoint } = span;
  if (kind !== 'CLIENT') return false;
  if (tags?.['rootspan.headers'] !== undefined) return true;
  const serves = (other: ZipkinSpan) =>
    (other.kind === 'SERVER' || other.kind === 'CONSUMER') &&
    other.localEndpoint?.serviceName === localEndpoint?.serviceName;
  return tags?.['http.method'] !== undefined && !trace.some(serves);
}
