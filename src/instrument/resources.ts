/**
 * Traces what a page load is made of, and what it brought with it: scripts, style sheets, images, fonts, as the
 * browser's timing entries tell of them when the load is over. `fetch` and XHR have spans of their own.
 *
 * https://w3c.github.io/resource-timing/
 */
import { describePath, parseUrl } from '../privacy/url.ts';
import type { Span } from '../trace/span.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Instrument } from './instrument.ts';
import { traceNavigation } from './navigation-phases.ts';
import { describePhases } from './phases.ts';
import { rememberRoots } from './roots.ts';

/** How many have a span each, the slowest. The others are one span for each kind. */
const MOST_TOLD = 20;
/** What has spans already, but for what went out before we were there. */
const TRACED = ['fetch', 'xmlhttprequest', 'beacon', 'navigation'];

/**
 * Traces the phases and the resources of a page load.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [resources()] });
 */
export function resources(): Instrument {
  return ({ share, tracer, clock }) => {
    const began = clock.now();
    share(rememberRoots).join(
      ({ name, endTime }) => name === 'page load' && endTime !== undefined,
      ({ span, endTime = 0 }) => {
        traceNavigation(tracer, span);
        traceResources(tracer, span, began, endTime);
      },
    );
    return () => {};
  };
}

function traceResources(
  tracer: Tracer,
  parent: Span,
  began: DOMHighResTimeStamp,
  loaded: DOMHighResTimeStamp,
): void {
  // Entries of type 'resource' are of this kind.
  const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  const slowestFirst = entries
    .filter(
      ({ initiatorType, startTime }) =>
        startTime < loaded && (startTime < began || !TRACED.includes(initiatorType)),
    )
    .sort((a, b) => b.duration - a.duration);
  for (const entry of slowestFirst.slice(0, MOST_TOLD)) traceOne(tracer, parent, entry);

  const kinds = new Map<string, PerformanceResourceTiming[]>();
  for (const entry of slowestFirst.slice(MOST_TOLD)) {
    const same = kinds.get(entry.initiatorType);
    if (same) same.push(entry);
    else kinds.set(entry.initiatorType, [entry]);
  }
  for (const [kind, same] of kinds) traceGroup(tracer, parent, kind, same);
}

function traceOne(tracer: Tracer, parent: Span, entry: PerformanceResourceTiming): void {
  const url = parseUrl(entry.name);
  // An image of a data URL is no request.
  if (!url || !/^http/.test(url.protocol)) return;
  const { initiatorType, startTime, responseEnd, responseStatus } = entry;
  const span = tracer.startSpan(initiatorType, {
    parent,
    startTime,
    kind: 'CLIENT',
    tags: { 'http.path': describePath(url) },
  });
  if (url.origin !== self.origin) span.setRemote({ serviceName: url.host });
  if (responseStatus > 399) span.tag('http.status_code', responseStatus).error(responseStatus);
  describePhases(span, entry, false);
  span.finish(responseEnd);
}

function traceGroup(
  tracer: Tracer,
  parent: Span,
  kind: string,
  entries: readonly PerformanceResourceTiming[],
): void {
  const startTime = Math.min(...entries.map((entry) => entry.startTime));
  const bytes = entries.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  tracer
    .startSpan(`other ${kind}`, {
      parent,
      startTime,
      tags: { 'resource.count': entries.length, 'http.response.size': bytes },
    })
    .finish(Math.max(...entries.map(({ responseEnd }) => responseEnd)));
}
