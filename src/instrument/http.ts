/**
 * What an HTTP request is called in a span, as Brave's defaults have it.
 *
 * https://github.com/openzipkin/brave/tree/master/instrumentation/http#span-data-policy
 */
import { describePath } from '../privacy/url.ts';
import type { Extracted, GetHeader } from '../propagate/propagation.ts';
import type { Span, SpanStart } from '../trace/span.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Setup } from './instrument.ts';
import type { OpenRequest, RequestStart } from './requests.ts';

/** Why there are no trace headers of ours, said on the spans of requests that have none. */
export const NO_HEADERS = 'rootspan.headers';

/** A request about to be made. */
export interface OutgoingRequest
  extends Pick<RequestStart, 'initiator' | 'signal' | 'toldByEntry'> {
  readonly method: string;
  readonly url: URL;
  /** As the app gave it; `undefined` where it can't be seen without touching it. */
  body(): unknown;
  /** Whether it is one of those that can have no headers of their own: https://fetch.spec.whatwg.org/#concept-headers-guard */
  readonly noCors: boolean;
  /** What its headers are put on: by this it is known again on its way. */
  readonly carrier: object;
  /** Names and values that the app set. */
  headers(): Iterable<readonly [name: string, value: string]>;
  /** Reads one of them; absent where there are none. */
  readonly getHeader?: GetHeader | undefined;
  setHeader(name: string, value: string): void;
}

/** Why a request that may have trace headers has none, if there is a reason. Asked before they are set. */
export type Gate = (request: OutgoingRequest) => string | undefined;

/**
 * Methods and headers that need no preflight: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 * What makes of such headers ones that do, long or odd values, is rare.
 */
const SAFE_METHOD = /^(?:GET|HEAD|POST)$/;
const SAFE_HEADER = /^(?:accept|accept-language|content-language|range)$/i;
const SAFE_TYPE = /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i;

/**
 * Opens the span of a request, and puts its context into the headers where the app allows that.
 *
 * A trace header that the app set itself is adopted: the request's span becomes part of that trace, under those
 * very ids, and no header is changed or added.
 */
export function openRequest(
  { tracer, policy, propagation, gates, requests, tellRequest }: Setup,
  request: OutgoingRequest,
): OpenRequest {
  const { method, url, getHeader, setHeader, initiator, signal, toldByEntry } = request;
  const path = describePath(url);
  const start = {
    name: `${method.toLowerCase()} ${policy.routeOf(url, path)}`,
    kind: 'CLIENT',
    tags: { 'http.method': method, 'http.path': path },
    // Here, so that they aren't looked for on Object.prototype, where anything may be.
    startTime: undefined,
    parent: undefined,
  } as const;

  const isChosen = getHeader && propagation.fields.some((field) => getHeader(field) != null);
  const chosen = isChosen ? propagation.extract(getHeader) : undefined;
  // What a service worker passes on has the page's headers, and a span there.
  const isRelayed = chosen?.traceId !== undefined && 'ServiceWorkerGlobalScope' in globalThis;
  const chosenByApp = isChosen && !isRelayed;
  const formats = chosenByApp ? undefined : policy.propagates(url);
  // Before there is a span, which would stay open where a function of the app's throws.
  const reason = chosenByApp ? 'own' : formats ? askGates(gates, request) : 'not allowed';
  const span = isRelayed
    ? tracer.startSpan(start.name, { ...start, parent: chosen })
    : openSpan(tracer, start, chosen);
  if (reason) span.tag(NO_HEADERS, reason);
  else for (const format of formats ?? []) format.inject(span.context, setHeader, getHeader);
  const elsewhere = url.origin !== self.origin;
  // The page's own server is known by the page; another one is named by its host.
  if (elsewhere) span.setRemote({ serviceName: url.host });
  const preflighted = elsewhere && (!reason || isPreflighted(request));
  tellRequest(span, request, reason);
  return requests.open({
    ...{ span, url: url.href, preflighted, initiator, signal },
    // The entry of what was preloaded is that of the preload.
    toldByEntry: toldByEntry && reason !== 'preload',
  });
}

/** Whether the browser asks another origin's server for permission, whatever headers we add. */
export function isPreflighted({ method, headers }: OutgoingRequest): boolean {
  if (!SAFE_METHOD.test(method)) return true;
  for (const [name, value] of headers()) {
    const isSafe = /^content-type$/i.test(name) ? SAFE_TYPE.test(value) : SAFE_HEADER.test(name);
    if (!isSafe) return true;
  }
  return false;
}

function askGates(gates: Iterable<Gate>, request: OutgoingRequest): string | undefined {
  if (request.noCors) return 'no-cors';
  for (const gate of gates) {
    const reason = gate(request);
    if (reason) return reason;
  }
  return undefined;
}

function openSpan(tracer: Tracer, start: SpanStart, chosen: Extracted | undefined): Span {
  if (chosen?.traceId !== undefined) return tracer.adoptSpan(chosen, start);
  const span = tracer.startSpan(start.name, start);
  // A decision without ids is the app's all the same: the span is under it, with ids of its own.
  return chosen
    ? tracer.adoptSpan({ ...span.context, sampling: chosen.sampling }, start, span)
    : span;
}
