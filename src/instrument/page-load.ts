/**
 * Traces the load of the page, from byte zero: the span begins where the navigation did, exists from the moment
 * this script runs, and takes in the requests that are made until the load is over.
 *
 * https://w3c.github.io/navigation-timing/
 */
import { describePath } from '../privacy/url.ts';
import { readDocument } from '../propagate/document.ts';
import type { Span } from '../trace/span.ts';
import type { Instrument } from './instrument.ts';
import { describeStatus } from './outcome.ts';

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
  ['activationStart', 'activation'],
] as const;

/** What TypeScript doesn't know yet. */
interface Navigation extends PerformanceNavigationTiming {
  /** When a page that was rendered ahead was shown; else 0. */
  readonly activationStart?: DOMHighResTimeStamp;
}

/** Where it is noted that this page's load has been traced: by whom starts again it shall not be told twice. */
const TRACED = Symbol.for('rootspan.page-load');

export const tracePageLoad: Instrument = ({ tracer, active, onLeave }) => {
  // Workers have no page.
  if (typeof document !== 'object' || Object.hasOwn(performance, TRACED)) return () => {};
  const arrival = navigation();
  const span = tracer.startSpan('page load', {
    startTime: 0,
    tags: { 'http.path': describePath(location) },
    parent: readDocument(arrival) ?? null,
  });
  const stopAsking = active.ask(() => ({ span }), 'last');
  const stopLeaving = onLeave(() => {
    span.annotate('left before load');
    finish();
  });

  if (arrival?.loadEventEnd) whenShown(finish);
  // Its listeners are running, or have run: `load` would not call one more.
  else if (document.readyState === 'complete') afterLoad();
  else addEventListener('load', afterLoad);

  /** `loadEventEnd` is set when the last listener has run. */
  function afterLoad(): void {
    setTimeout(whenShown, 0, finish);
  }

  function finish(): void {
    stop();
    if (Object.hasOwn(performance, TRACED)) return;
    Object.defineProperty(performance, TRACED, { value: true });
    const entry = navigation();
    const activated = entry?.activationStart ?? 0;
    // What was rendered ahead took its user no longer than since it was shown.
    if (activated) tracer.restartSpan(span, activated);
    if (entry) describeNavigation(span, entry);
    span.finish(entry?.loadEventEnd && Math.max(entry.loadEventEnd, activated));
  }

  function stop(): void {
    removeEventListener('load', afterLoad);
    document.removeEventListener('prerenderingchange', finish);
    stopLeaving();
    stopAsking();
  }

  return stop;
};

function whenShown(callback: () => void): void {
  if (!Reflect.get(document, 'prerendering')) callback();
  else document.addEventListener('prerenderingchange', callback, { once: true });
}

function navigation(): Navigation | undefined {
  // Entries of type 'navigation' are of this kind.
  return performance.getEntriesByType('navigation')[0] as Navigation | undefined;
}

function describeNavigation(span: Span, entry: Navigation): void {
  span.tag('navigation.type', entry.activationStart ? 'prerender' : entry.type);
  if (entry.responseStatus) describeStatus(span, entry.responseStatus);
  for (const [moment, name] of PHASES) {
    const time = entry[moment];
    if (time) span.annotate(name, time);
  }
}
