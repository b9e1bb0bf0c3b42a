/**
 * Traces each `fetch`, and changes nothing that its caller can see but the headers that the app allowed.
 *
 * https://fetch.spec.whatwg.org/#fetch-method
 */
import { parseUrl } from '../privacy/url.ts';
import { type OutgoingRequest, openRequest } from './http.ts';
import type { Instrument, Setup } from './instrument.ts';
import { ownValue } from './own-value.ts';
import { patch } from './patch.ts';
import type { OpenRequest } from './requests.ts';

type Fetch = typeof globalThis.fetch;

/** What the native is called with in the place of a call, and what is known of it where it is to be traced. */
interface Call {
  readonly args: Parameters<Fetch>;
  readonly outgoing: OutgoingRequest | undefined;
}

/** Natives are taken when tracing begins: what the page puts in their place later is not for us. */
interface Natives {
  readonly Request: typeof Request;
  readonly get: Headers['get'];
  readonly set: Headers['set'];
  /** Whether entries tell what comes of requests. */
  readonly entriesTell: boolean;
  /**
   * Of what is made for `fetch` to read: none, as the page may have put anything there; but where the page has a `fetch`
   * of its own, that may call what every object has.
   */
  readonly prototype: object | null;
}

export const traceFetch: Instrument = (setup) => {
  const { fetch, Request, Headers } = globalThis;
  if (typeof fetch !== 'function' || typeof Request !== 'function') return () => {};
  const { get, set } = Headers.prototype;
  const native = isNative(fetch);
  const entriesTell = setup.requests.tellStatus && native;
  const prototype = native ? null : Object.prototype;
  const natives: Natives = { Request, get, set, entriesTell, prototype };

  return patch(globalThis, 'fetch', (fetch, receiver, args) => {
    const call = isWindow(receiver) ? readCall(setup, natives, args) : undefined;
    if (!call) return Reflect.apply(fetch, receiver, args);

    const open = call.outgoing && openFetch(setup, call.outgoing);
    let answer: ReturnType<Fetch>;
    try {
      answer = Reflect.apply(fetch, receiver, call.args);
    } catch (error) {
      // Never the native.
      open?.fail();
      throw error;
    }
    open?.sent();
    if (!open || open.toldByEntry) {
      // The promise is handed back as it came, with nothing attached: a handler on the side would count as one of
      // the app's and swallow its `unhandledrejection`, a derived promise would settle later than the native one.
      // What was aborted before never went out, so there will be no entry.
      if (call.outgoing?.signal?.aborted) open?.fail();
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
 * Arguments are converted here and nowhere else: what they are made of (getters, `toString`) must not run twice. So the
 * native is given the Request that it would make of them itself, with headers that can be added to. As `init` beside a
 * Request of the caller's they would reset its referrer: https://fetch.spec.whatwg.org/#dom-request
 *
 * Nothing where the call is to be left untouched: it is not to be traced, as far as its URL can be read without
 * converting anything, or its arguments are wrong, which the browser shall say in its own words.
 */
function readCall({ policy }: Setup, natives: Natives, args: Parameters<Fetch>): Call | undefined {
  const [input, init] = args;
  const named = typeof input === 'string' && parseUrl(input);
  if (named === undefined || (named && !policy.traces(named))) return undefined;
  // One that names a user is refused: as all that is wrong, it goes as it came.
  const isBare = named && init === undefined && !named.username && !named.password;
  if (isBare) return readBare(input, named, natives);
  try {
    const request: Request = Reflect.construct(natives.Request, args);
    const url = named || new URL(request.url);
    const isTraced = named || policy.traces(url);
    return {
      args: [request],
      outgoing: isTraced ? describe(request, url, init, natives) : undefined,
    };
  } catch {
    return undefined;
  }
}

/** A URL and nothing else, as most calls are: it goes as it came, with the headers that there may be beside it. */
function readBare(input: string, url: URL, { entriesTell, prototype }: Natives): Call {
  const args: Parameters<Fetch> = [input];
  const headers: Record<string, string> = Object.create(prototype);
  return {
    args,
    outgoing: {
      method: 'GET',
      url,
      initiator: 'fetch',
      signal: undefined,
      noCors: false,
      toldByEntry: entriesTell,
      carrier: headers,
      body: () => undefined,
      headers: () => Object.entries(headers),
      getHeader: undefined,
      setHeader(name, value) {
        headers[name] = value;
        args[1] ??= Object.assign(Object.create(prototype), { headers });
      },
    },
  };
}

function describe(
  request: Request,
  url: URL,
  init: unknown,
  { get, set, entriesTell }: Natives,
): OutgoingRequest {
  const { method, headers, signal, mode } = request;
  return {
    method,
    url,
    initiator: 'fetch',
    signal,
    noCors: mode === 'no-cors',
    toldByEntry: entriesTell && tellsStatus(request),
    carrier: headers,
    body: () => ownValue(init, 'body'),
    headers: () => headers,
    getHeader: (name) => Reflect.apply(get, headers, [name]),
    setHeader: (name, value) => Reflect.apply(set, headers, [name, value]),
  };
}

function openFetch(setup: Setup, outgoing: OutgoingRequest): OpenRequest | undefined {
  try {
    return openRequest(setup, outgoing);
  } catch {
    // Whatever it was, the page's request has to go out.
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
  // A fetch of the page's own, such as a test's, may answer with anything, at once or later.
  if (typeof answer?.then !== 'function') {
    open.answer(0);
    return answer;
  }
  return answer.then(
    (response) => {
      open.answer(response?.status);
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
