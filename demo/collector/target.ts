import querystring from 'node:querystring';

/** What a request line asks for. */
export interface Target {
  /** Decoded, one by one: an encoded slash stays within its segment. A slash at the end leaves an empty one. */
  readonly segments: readonly string[];
  readonly params: URLSearchParams;
}

/** Nothing, where Zipkin's server (Armeria) calls the path invalid: broken escapes, and ways upwards. */
export function readTarget(url: string): Target | undefined {
  if (/%(?![\da-f]{2})/i.test(url)) return undefined;
  const [path = '', ...query] = url.split('?');
  const segments = path
    .replace(/^\/+|\/+/g, '/')
    .slice(1)
    .split('/')
    // A path parameter (`;a=b`) takes no part.
    .map((segment) => querystring.unescape(segment.split(';', 1)[0] ?? ''));
  if (segments.includes('..')) return undefined;
  return { segments, params: new URLSearchParams(query.join('?')) };
}
