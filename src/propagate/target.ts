import type { Format } from './propagation.ts';

/**
 * Where requests go. Text is an origin, or an origin and the beginning of a path, in whole segments:
 * `https://api.example/v2`. A pattern is looked for at the end of origins, `/\.shop\.example$/`, so that it fits none
 * that merely begins alike. A function gets the URL; where it throws, the answer is no.
 */
export type Match = string | RegExp | ((url: URL) => boolean);

/** Where requests carry trace headers, and in which formats. */
export interface Target {
  readonly matches: (url: URL) => boolean;
  readonly formats: readonly Format[];
}

/** An origin and a path, without user, query and fragment. A star stands for nothing but itself: none is meant so. */
const PLACE = /^https?:\/\/[^/?#@*]+(\/[^?#*]*)?$/i;

/** Tells whether a URL is there; nothing where this is no `Match`. */
export function createMatcher(match: unknown): Target['matches'] | undefined {
  if (typeof match === 'function') return (url) => asks(match as (url: URL) => unknown, url);
  if (isPattern(match)) {
    const pattern = new RegExp(`(?:${match.source})$`, match.flags.replace(/[gy]/g, ''));
    return ({ origin }) => pattern.test(origin);
  }
  try {
    if (typeof match !== 'string' || !PLACE.test(match)) return undefined;
    const { origin, pathname } = new URL(match);
    const prefix = pathname.replace(/\/*$/, '/');
    return (url) => url.origin === origin && `${url.pathname}/`.startsWith(prefix);
  } catch {
    return undefined;
  }
}

function asks(match: (url: URL) => unknown, url: URL): boolean {
  try {
    // One of its own, which it may change.
    return Boolean(match(new URL(url)));
  } catch {
    return false;
  }
}

/** By its shape: it may come from another realm. */
function isPattern(match: unknown): match is RegExp {
  return typeof match === 'object' && match !== null && 'source' in match && 'flags' in match;
}
