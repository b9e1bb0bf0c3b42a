import type { Span } from '../trace/span.ts';
import type { Tracer } from '../trace/tracer.ts';

/**
 * What a navigation is made of: names as requests' phases have them, and what the page's own code does up to `load`.
 *
 * https://w3c.github.io/navigation-timing/#processing-model
 */
const PHASES = [
  ['redirect', 'redirectStart', 'redirectEnd'],
  ['worker', 'workerStart', 'fetchStart'],
  ['dns', 'domainLookupStart', 'domainLookupEnd'],
  ['connect', 'connectStart', 'connectEnd'],
  ['tls', 'secureConnectionStart', 'connectEnd'],
  ['waiting', 'requestStart', 'responseStart'],
  ['download', 'responseStart', 'responseEnd'],
  ['parsing', 'responseEnd', 'domInteractive'],
  ['dom content loaded', 'domContentLoadedEventStart', 'domContentLoadedEventEnd'],
  ['load', 'loadEventStart', 'loadEventEnd'],
] as const;

/** Shorter ones (ms) are not told: browsers round to so much. */
const SHORTEST = 0.1;

/** Opens a child for each phase of the page's navigation that took its time, and that its user waited for. */
export function traceNavigation(tracer: Tracer, parent: Span): void {
  const [navigation] = performance.getEntriesByType('navigation');
  if (!navigation) return;
  // Entries of type 'navigation' are of this kind.
  const entry = navigation as PerformanceNavigationTiming & { activationStart?: number };
  const { activationStart = 0 } = entry;
  for (const [name, from, to] of PHASES) {
    const [startTime, endTime] = [entry[from], entry[to]];
    // What didn't happen is 0.
    if (!startTime || endTime - startTime < SHORTEST || startTime < activationStart) continue;
    tracer.startSpan(name, { parent, startTime }).finish(endTime);
  }
}
