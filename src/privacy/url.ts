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

/**
 * The same of a page, whose router may keep its path in the fragment: `/shop#/orders`. What is no such path, or stands
 * behind it (`?…`, `&…=…`), is left out.
 */
export function describeRoute({ pathname, hash }: Pick<URL, 'pathname' | 'hash'>): string {
  const [, route = ''] = /^(#!?\/[^?#&;=]*)/.exec(hash) ?? [];
  return describePath({ pathname: pathname + route });
}

/** A URL without user and fragment; of its query the keys are left. */
export function describeUrl(url: URL): string {
  const keys = [...new Set(url.searchParams.keys())].map((key) => `${withoutSecrets(key)}=`);
  const query = keys.length ? `?${keys.join('&')}` : '';
  return url.origin + describePath(url) + query;
}
