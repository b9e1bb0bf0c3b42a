/**
 * Traces each `fetch`, and changes nothing that its caller can see but the headers that the app allowed.
 *
 * https://fetch.spec.whatwg.org/#fetch-method
 */
import { parseUrl } from '../privacy/url.ts';
import { openRequest } from './http.ts';
import type { Instrument, Setup } from './instrument.ts';
import { patch } from './patch.ts';
import type { OpenRequest } from './requests.ts';

type Fetch = typeof globalThis.fetch;

/** What a call asks for. */
interface Call {
  readonly request: Request;
  readonly url: URL;
}

export const traceFetch: Instrument = (setup) => {
  // Natives are taken now: what the page puts in their place later is not for us.
  const { fetch, Request, Headers } = globalThis;
  if (typeof fetch !== 'function' || typeof Request !== 'function') return () => {};
  const entriesTell = setup.requests.tellStatus && isNative(fetch);
  const { get, set } = Headers.prototype;

  return patch(globalThis, 'fetch', (fetch, receiver, args) => {
    const call = isWindow(receiver) ? readCall(setup, Request, args) : undefined;
    if (!call) return Reflect.apply(fetch, receiver, args);

    const { request } = call;
    const toldByEntry = entriesTell && tellsStatus(request);
    const open = openFetch(setup, call, toldByEntry, args[1], get, set);
    const answer = Reflect.apply(fetch, receiver, [request]);
    open?.sent();
    if (!open || open.toldByEntry) {
      // The promise is handed back as it came, with nothing attached: a handler on the side would count as one of
      // the app's and swallow its `unhandledrejection`, a derived promise would settle later than the native one.
      // What was aborted before never went out, so there will be no entry.
      if (request.signal.aborted) open?.fail();
      return answer;
    }
    return endWithPromise(open, answer);
  });
};

/** Any other receiver is for the native to refuse, before it looks at arguments. */
function isWindow(receiver: unknown): boolean {
  return receiver == null || receiver === globalThis;
}

/**
 * The request that `fetch` itself would make, with headers that can be added to. Arguments are converted here and
 * nowhere else: what they are made of (getters, `toString`) must not run twice.
 *
 * Passing headers as `init` beside the caller's Request would reset its referrer, as any `init` does:
 * https://fetch.spec.whatwg.org/#dom-request
 *
 * Nothing where the call is to be left untouched: it is not to be traced, as far as its URL can be read without
 * converting anything, or its arguments are wrong, which the browser shall say in its own words.
 */
function readCall(
  { policy }: Setup,
  NativeRequest: typeof Request,
  args: Parameters<Fetch>,
): Call | undefined {
  const [input] = args;
  const named = typeof input === 'string' && parseUrl(input);
  if (named === undefined || (named && !policy.traces(named))) return undefined;
  try {
    const request = Reflect.construct(NativeRequest, args);
    return { request, url: named || new URL(request.url) };
  } catch {
    return undefined;
  }
}

function openFetch(
  setup: Setup,
  { request: { method, headers, signal, mode }, url }: Call,
  toldByEntry: boolean,
  init: unknown,
  get: Headers['get'],
  set: Headers['set'],
): OpenRequest | undefined {
  try {
    if (!setup.policy.traces(url)) return undefined;
    return openRequest(setup, {
      method,
      url,
      body: () => bodyOf(init),
      initiator: 'fetch',
      signal,
      toldByEntry,
      noCors: mode === 'no-cors',
      headers: () => headers,
      getHeader: (name) => Reflect.apply(get, headers, [name]),
      setHeader: (name, value) => Reflect.apply(set, headers, [name, value]),
    });
  } catch {
    // Whatever it was, the page's request has to go out.
    return undefined;
  }
}

/** Where it is there to be seen: a getter has run for the Request, and must not run again. */
function bodyOf(init: unknown): unknown {
  try {
    return Reflect.getOwnPropertyDescriptor(Object(init), 'body')?.value;
  } catch {
    // A proxy of the page's.
    return undefined;
  }
}

/**
 * Whether there is sure to be a timing entry, and it tells an answer from a failure. Of opaque answers it says 0, as
 * of failures. There is none for what fails before it goes out (another origin in mode same-origin, what is too much
 * for keepalive), and none for an answer with `cache-control: no-store` until its body is read: of what is written,
 * not read, answers are often left like that.
 */
function tellsStatus({ method, mode, redirect, keepalive, url }: Request): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (mode === 'no-cors' || redirect === 'manual' || keepalive) return false;
  return mode !== 'same-origin' || url.startsWith(`${self.origin}/`);
}

/** Where entries don't tell: a promise that settles as the native one, one microtask later. */
function endWithPromise(open: OpenRequest, answer: Promise<Response>): Promise<Response> {
  return answer.then(
    (response) => {
      open.answer(response.status);
      return response;
    },
    (error) => {
      open.fail();
      throw error;
    },
  );
}

function isNative(method: Fetch): boolean {
  return Function.prototype.toString.call(method).includes('[native code]');
}
