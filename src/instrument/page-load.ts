/**
 * Traces the load of the page, from byte zero: the span begins where the navigation did, exists from the moment
 * this script runs, and takes in the requests that are made until the load is over.
 *
 * https://w3c.github.io/navigation-timing/
 */
import { describeUrl } from '../privacy/url.ts';
import type { Span } from '../trace/span.ts';
import { describeStatus } from './http.ts';
import type { Instrument } from './instrument.ts';

/** The navigation's moments, by what the span calls them, in their order. Those that didn't happen are 0. */
const PHASES = [
  ['redirectStart', 'redirect'],
  ['fetchStart', 'fetch'],
  ['domainLookupStart', 'dns'],
  ['connectStart', 'connect'],
  ['secureConnectionStart', 'tls'],
  ['requestStart', 'request'],
  ['responseStart', 'response'],
  ['responseEnd', 'response end'],
  ['domInteractive', 'dom interactive'],
  ['domContentLoadedEventEnd', 'dom content loaded'],
  ['loadEventEnd', 'load'],
] as const;

export const tracePageLoad: Instrument = ({ tracer, active }) => {
  // Workers have no page.
  if (typeof document !== 'object') return () => {};
  const { path } = describeUrl(location.href);
  const span = tracer.startSpan('page load', {
    parent: null,
    startTime: 0,
    tags: { 'http.path': path },
  });
  const stopAsking = active.ask(() => ({ span }));

  if (navigation()?.loadEventEnd) finish();
  else {
    addEventListener('load', afterLoad);
    // Before the reporter's own listener, which sends what is there for the last time.
    addEventListener('pagehide', finishEarly, true);
  }

  /** `loadEventEnd` is set when the last listener has run. */
  function afterLoad(): void {
    setTimeout(finish);
  }

  function finishEarly(): void {
    span.annotate('left before load');
    finish();
  }

  function finish(): void {
    removeEventListener('load', afterLoad);
    removeEventListener('pagehide', finishEarly, true);
    stopAsking();
    const entry = navigation();
    if (entry) describeNavigation(span, entry);
    span.finish(entry?.loadEventEnd || undefined);
  }

  return () => {
    removeEventListener('load', afterLoad);
    removeEventListener('pagehide', finishEarly, true);
    stopAsking();
  };
};

function navigation(): PerformanceNavigationTiming | undefined {
  // Entries of type 'navigation' are of this kind.
  return performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined;
}

function describeNavigation(span: Span, entry: PerformanceNavigationTiming): void {
  span.tag('navigation.type', entry.type);
  if (entry.responseStatus) describeStatus(span, entry.responseStatus);
  for (const [moment, name] of PHASES) if (entry[moment]) span.annotate(name, entry[moment]);
}
