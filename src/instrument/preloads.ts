/**
 * Leaves alone what the page has preloaded. Browsers that compare headers (WebKit) would make such a request all over
 * again; those that don't (Chromium) take the preload, and our headers never arrive.
 *
 * https://html.spec.whatwg.org/multipage/links.html#match-preload-link
 */
import { parseUrl } from '../privacy/url.ts';
import type { Gate } from './http.ts';
import type { Instrument } from './instrument.ts';

/** Of a page that goes on preloading; the first ones are the ones that hurry. */
const MOST_PRELOADED = 500;

/**
 * Keeps trace headers off the first request for what `<link rel="preload" as="fetch">`, or a `Link` header, has
 * fetched. Of a header's nothing tells before it has come.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [preloads()] });
 */
export function preloads(): Instrument {
  return ({ gates, requests: { onOtherEntry } }) => {
    if (typeof document !== 'object') return () => {};
    const preloaded = new Set<string>();
    const used = new Set<string>();
    const remember = ({ initiatorType, name }: PerformanceResourceTiming) => {
      const isPreload = initiatorType === 'link' || initiatorType === 'early-hints';
      if (isPreload && preloaded.size < MOST_PRELOADED) preloaded.add(name);
    };
    // Entries of type 'resource' are of this kind.
    for (const entry of performance.getEntriesByType('resource')) {
      remember(entry as PerformanceResourceTiming);
    }
    onOtherEntry.add(remember);
    const gate: Gate = ({ method, url }) => {
      const isLoaded = document.readyState === 'complete';
      if (method !== 'GET' || (isLoaded && !preloaded.size)) return undefined;
      const { href } = url;
      if (used.has(href)) return undefined;
      // One that is still on its way has no entry yet.
      if (!preloaded.has(href) && (isLoaded || !isLinked(href))) return undefined;
      used.add(href);
      return 'preload';
    };
    gates.add(gate);
    return () => {
      gates.delete(gate);
      onOtherEntry.delete(remember);
    };
  };
}

function isLinked(href: string): boolean {
  const links = document.head?.querySelectorAll<HTMLLinkElement>('link[rel~=preload][as=fetch]');
  return [...(links ?? [])].some((link) => parseUrl(link.href)?.href === href);
}
