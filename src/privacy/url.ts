/**
 * What a span may say of a URL: its path. Query, fragment and user info can hold what is nobody's business.
 *
 * @param url absolute, as `Request.url`
 */
export function describeUrl(url: string): {
  readonly origin: string;
  readonly host: string;
  readonly path: string;
} {
  const { origin, host, pathname } = new URL(url);
  return { origin, host, path: pathname };
}
