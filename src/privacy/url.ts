/** An absolute or relative URL, as the page itself would read it. */
export function parseUrl(url: string): URL | undefined {
  try {
    return new URL(url, globalThis.document?.baseURI ?? location.href);
  } catch {
    return undefined;
  }
}

/** What a span may say of a URL: its path. Query, fragment and user info can hold what is nobody's business. */
export function describePath({ pathname }: Pick<URL, 'pathname'>): string {
  return pathname;
}
