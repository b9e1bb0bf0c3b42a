/**
 * What an HTTP request is called in a span, as Brave's defaults have it.
 *
 * https://github.com/openzipkin/brave/tree/master/instrumentation/http#span-data-policy
 */
import { describeUrl } from '../privacy/url.ts';
import type { Extracted } from '../propagate/propagation.ts';
import type { Span, SpanStart } from '../trace/span.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Setup } from './instrument.ts';

/** A request about to be made. */
export interface OutgoingRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  getHeader(name: string): string | null | undefined;
  setHeader(name: string, value: string): void;
}

/**
 * Opens the span of a request, and puts its context into the headers where the app allows that.
 *
 * A trace header that the app set itself is adopted: the request's span becomes part of that trace, under those
 * very ids, and no header is changed or added.
 */
export function startRequestSpan(
  { tracer, policy, propagation, requests }: Setup,
  { method, url, getHeader, setHeader }: OutgoingRequest,
): Span {
  const { origin, host, path } = describeUrl(url);
  const start = {
    name: method.toLowerCase(),
    kind: 'CLIENT',
    tags: { 'http.method': method, 'http.path': path },
    // Here, so that they aren't looked for on Object.prototype, where anything may be.
    startTime: undefined,
    parent: undefined,
  } as const;

  const chosenByApp = propagation.fields.some((field) => getHeader(field) != null);
  const span = openSpan(tracer, start, chosenByApp ? propagation.extract(getHeader) : undefined);
  requests.add(span);
  // The page's own server is known by the page; another one is named by its host.
  if (origin !== self.origin) span.setRemote({ serviceName: host });
  if (!chosenByApp && policy.propagates(url)) propagation.inject(span.context, setHeader);
  return span;
}

/** Notes what was answered: 4xx and 5xx are errors. A status of 0 says that no answer can be seen. */
export function describeStatus(span: Span, status: number): void {
  if (status < 200 || status > 299) span.tag('http.status_code', status);
  if (status > 399) span.error(status);
}

function openSpan(tracer: Tracer, start: SpanStart, chosen: Extracted | undefined): Span {
  if (chosen?.traceId !== undefined) return tracer.adoptSpan(chosen, start);
  const span = tracer.startSpan(start.name, start);
  // A decision without ids is the app's all the same: the span is under it, with ids of its own.
  return chosen ? tracer.adoptSpan({ ...span.context, sampling: chosen.sampling }, start) : span;
}
