/**
 * Traces the load of the page, from byte zero: the span begins where the navigation did, exists from the moment
 * this script runs, and takes in the requests that are made until the load is over.
 *
 * https://w3c.github.io/navigation-timing/
 */
import { describePath } from '../privacy/url.ts';
import type { Span } from '../trace/span.ts';
import type { Instrument } from './instrument.ts';
import { describeStatus } from './requests.ts';

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

/** Where it is noted that this page's load has been traced: by whom starts again it shall not be told twice. */
const TRACED = Symbol.for('rootspan.page-load');

export const tracePageLoad: Instrument = ({ tracer, active, onLeave }) => {
  // Workers have no page.
  if (typeof document !== 'object' || Object.hasOwn(performance, TRACED)) return () => {};
  const span = tracer.startSpan('page load', {
    parent: null,
    startTime: 0,
    tags: { 'http.path': describePath(new URL(location.href)) },
  });
  const stopAsking = active.ask(() => ({ span }));
  const stopLeaving = onLeave(() => {
    span.annotate('left before load');
    finish();
  });

  if (navigation()?.loadEventEnd) finish();
  // Its listeners are running, or have run: `load` would not call one more.
  else if (document.readyState === 'complete') afterLoad();
  else addEventListener('load', afterLoad);

  /** `loadEventEnd` is set when the last listener has run. */
  function afterLoad(): void {
    setTimeout(finish);
  }

  function finish(): void {
    stop();
    if (Object.hasOwn(performance, TRACED)) return;
    Object.defineProperty(performance, TRACED, { value: true });
    const entry = navigation();
    if (entry) describeNavigation(span, entry);
    span.finish(entry?.loadEventEnd || undefined);
  }

  function stop(): void {
    removeEventListener('load', afterLoad);
    stopLeaving();
    stopAsking();
  }

  return stop;
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
