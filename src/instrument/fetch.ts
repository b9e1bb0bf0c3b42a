/**
 * Traces each `fetch`, and changes nothing that its caller can see but the headers that the app allowed.
 *
 * https://fetch.spec.whatwg.org/#fetch-method
 */
import type { Span } from '../trace/span.ts';
import { describeStatus, startRequestSpan } from './http.ts';
import type { Instrument, Setup } from './instrument.ts';
import { patch } from './patch.ts';

type Fetch = typeof globalThis.fetch;

export const traceFetch: Instrument = (setup) => {
  // Natives are taken now: what the page puts in their place later is not for us.
  const { fetch, Request, Headers } = globalThis;
  if (typeof fetch !== 'function' || typeof Request !== 'function') return () => {};
  const beneathIsNative = isNative(fetch);
  const { get, set } = Headers.prototype;
  const startSpan = (request: Request) => startFetchSpan(setup, request, get, set);

  return patch(globalThis, 'fetch', (fetch, receiver, args) => {
    const concernsUs = isWindow(receiver) && mayTrace(setup, args[0]);
    const request = concernsUs ? toRequest(Request, args) : undefined;
    if (!request) return Reflect.apply(fetch, receiver, args);

    const span = startSpan(request);
    const from = setup.clock.now();
    const answer = Reflect.apply(fetch, receiver, [request]);
    if (!span) return answer;
    if (!setup.timings.tellStatus || !beneathIsNative || !tellsStatus(request)) {
      return finishByPromise(setup, span, request, answer);
    }
    finishByEntry(setup, span, request, from);
    return answer;
  });
};

/** Any other receiver is for the native to refuse, before it looks at arguments. */
function isWindow(receiver: unknown): boolean {
  return receiver == null || receiver === globalThis;
}

/** Leaves what is not to be traced untouched, as far as its URL can be read without converting anything. */
function mayTrace({ policy }: Setup, input: unknown): boolean {
  return typeof input !== 'string' || policy.traces(input);
}

/**
 * The request that `fetch` itself would make, with headers that can be added to. Arguments are converted here and
 * nowhere else: what they are made of (getters, `toString`) must not run twice.
 *
 * Passing headers as `init` beside the caller's Request would reset its referrer, as any `init` does:
 * https://fetch.spec.whatwg.org/#dom-request
 *
 * Wrong arguments come to nothing here, so that the browser rejects them in its own words.
 */
function toRequest(NativeRequest: typeof Request, args: Parameters<Fetch>): Request | undefined {
  try {
    return Reflect.construct(NativeRequest, args);
  } catch {
    return undefined;
  }
}

function startFetchSpan(
  setup: Setup,
  request: Request,
  get: Headers['get'],
  set: Headers['set'],
): Span | undefined {
  try {
    if (!setup.policy.traces(request.url)) return undefined;
    const { headers } = request;
    return startRequestSpan(setup, {
      method: request.method,
      url: request.url,
      getHeader: (name) => Reflect.apply(get, headers, [name]),
      setHeader: (name, value) => Reflect.apply(set, headers, [name, value]),
    });
  } catch {
    // Whatever it was, the page's request has to go out.
    return undefined;
  }
}

/**
 * Whether there is sure to be a timing entry, and it tells an answer from a failure. Of opaque answers it says 0, as
 * of failures; there is none for what fails before it goes out: another origin in mode same-origin, and what is too
 * much for keepalive.
 */
function tellsStatus({ mode, redirect, keepalive, url }: Request): boolean {
  if (mode === 'no-cors' || redirect === 'manual' || keepalive) return false;
  return mode !== 'same-origin' || url.startsWith(`${self.origin}/`);
}

/**
 * The promise is handed back as it came, with nothing attached: a handler on the side would count as one of the
 * app's and swallow its `unhandledrejection`, a derived promise would settle later than the native one.
 */
function finishByEntry(
  { clock, timings }: Setup,
  span: Span,
  { url, signal }: Request,
  from: DOMHighResTimeStamp,
): void {
  // It never went out, so there will be no entry.
  if (signal.aborted) {
    span.error('aborted').finish();
    return;
  }
  const onEntry = ({ responseStatus, responseEnd }: PerformanceResourceTiming) => {
    if (responseStatus) describeStatus(span, responseStatus);
    else span.error(signal.aborted ? 'aborted' : 'failed');
    span.finish(responseEnd);
  };
  const onBlocked = () => span.error('blocked by the content security policy').finish();
  timings.expect({ url, from, to: clock.now(), onEntry, onBlocked });
}

/** Where entries don't tell: a promise that settles as the native one, one microtask later. */
function finishByPromise(
  { clock }: Setup,
  span: Span,
  { signal }: Request,
  answer: Promise<Response>,
): Promise<Response> {
  return answer.then(
    (response) => {
      const end = clock.now();
      // Of an opaque response there is nothing to tell.
      if (response.status) describeStatus(span, response.status);
      span.finish(end);
      return response;
    },
    (error) => {
      span.error(signal.aborted ? 'aborted' : 'failed').finish();
      throw error;
    },
  );
}

function isNative(method: Fetch): boolean {
  return Function.prototype.toString.call(method).includes('[native code]');
}
