import type { ZipkinSpan } from '../../src/bridge/protocol.ts';

/** Zipkin's names for it, then OpenTelemetry's present and former ones. */
const METHOD = ['http.method', 'http.request.method'];
const PATH = ['http.path', 'url.path', 'http.target', 'http.url', 'url.full'];

/** 'GET /api/orders/1042', where the spans of an operation are those of a request. */
export function requestLine(spans: readonly ZipkinSpan[]): string | undefined {
  const method = firstTag(spans, METHOD);
  const path = firstTag(spans, PATH);
  return method && path && `${method.toUpperCase()} ${pathOf(path)}`;
}

/** 'shop.js', where the spans of an operation tell of a file that was loaded: they name no method. */
export function fileName(spans: readonly ZipkinSpan[]): string | undefined {
  const path = firstTag(spans, PATH);
  if (!path || firstTag(spans, METHOD)) return undefined;
  return /[^/]+$/.exec(pathOf(path))?.[0];
}

function firstTag(spans: readonly ZipkinSpan[], keys: readonly string[]): string | undefined {
  for (const { tags } of spans) {
    const key = keys.find((key) => tags?.[key]);
    if (key) return tags?.[key];
  }
  return undefined;
}

/** The path of a URL, or of what is a path already, without its query. */
function pathOf(url: string): string {
  return /^(?:[a-z][a-z\d+.-]*:)?(?:\/\/[^/?#]*)?([^?#]*)/i.exec(url)?.[1] || '/';
}
