import { withoutSecrets } from './secrets.ts';

/** An absolute or relative URL, as the page itself would read it. */
export function parseUrl(url: string): URL | undefined {
  try {
    return new URL(url, globalThis.document?.baseURI ?? location.href);
  } catch {
    return undefined;
  }
}

/** What a span may say of a URL: its path, without what in it is personal or gives access. */
export function describePath({ pathname }: Pick<URL, 'pathname'>): string {
  return withoutSecrets(pathname);
}

/** A URL without user and fragment; of its query the keys are left. */
export function describeUrl(url: URL): string {
  const keys = [...new Set(url.searchParams.keys())].map((key) => `${withoutSecrets(key)}=`);
  const query = keys.length ? `?${keys.join('&')}` : '';
  return url.origin + describePath(url) + query;
}
