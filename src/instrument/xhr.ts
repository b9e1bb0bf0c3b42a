/**
 * Traces each `XMLHttpRequest`, from `send` to its end.
 *
 * `xhr.upload` is never touched: a listener there would force a preflight. No `on…` attribute is replaced.
 *
 * https://xhr.spec.whatwg.org/
 */
import { parseUrl } from '../privacy/url.ts';
import { openRequest } from './http.ts';
import type { Instrument, Setup, Stop } from './instrument.ts';
import { patch } from './patch.ts';
import type { OpenRequest } from './requests.ts';

/** What is known of an XHR between `open` and its end. */
interface Call {
  readonly method: string;
  readonly url: string;
  /** As it is resolved at `open`: the page's base can change. */
  readonly parsed: URL | undefined;
  /** Headers that the app set, names in lower case. */
  readonly headers: Map<string, string>;
  /** There from `send` to the end. */
  end?: End;
}

/** What of an XHR is used while the page's own code may have put other things in its place. */
interface Natives extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  statusOf(xhr: XMLHttpRequest): number;
  stateOf(xhr: XMLHttpRequest): number;
}

/** A status of 0 says that there was no answer. */
type End = (status: number, error?: string) => void;

/** `XMLHttpRequest.OPENED` and `DONE`. */
const OPENED = 1;
const DONE = 4;
const ENDS = ['load', 'error', 'abort', 'timeout'] as const;

export const traceXhr: Instrument = (setup) => {
  // Natives are taken now: what the page puts in their place later is not for us.
  const { XMLHttpRequest } = globalThis;
  if (typeof XMLHttpRequest !== 'function') return () => {};
  const calls = new WeakMap<XMLHttpRequest, Call>();
  const { prototype } = XMLHttpRequest;
  const { setRequestHeader, addEventListener, removeEventListener } = prototype;
  const read = (property: 'status' | 'readyState') => {
    const getter = Reflect.getOwnPropertyDescriptor(prototype, property)?.get;
    return (xhr: XMLHttpRequest): number =>
      getter ? Reflect.apply(getter, xhr, []) : xhr[property];
  };
  const natives: Natives = {
    addEventListener,
    removeEventListener,
    statusOf: read('status'),
    stateOf: read('readyState'),
  };

  const stops: Stop[] = [
    patch(prototype, 'open', (open, xhr: XMLHttpRequest, args: unknown[]) => {
      const call = xhr instanceof XMLHttpRequest ? readCall(args) : undefined;
      const earlier = calls.get(xhr);
      const status = earlier?.end && natives.stateOf(xhr) === DONE ? natives.statusOf(xhr) : 0;
      Reflect.apply(open, xhr, call ? [call.method, call.url, ...args.slice(2)] : args);
      // A call in flight was dropped without any event. One that had ended calls this from its own listeners.
      earlier?.end?.(status, status ? undefined : 'aborted');
      if (call) calls.set(xhr, call);
      else calls.delete(xhr);
    }),

    patch(prototype, 'setRequestHeader', (set, xhr: XMLHttpRequest, args) => {
      Reflect.apply(set, xhr, args);
      const [name, value] = args;
      if (typeof name === 'string') calls.get(xhr)?.headers.set(name.toLowerCase(), value);
    }),

    patch(prototype, 'send', (send, xhr: XMLHttpRequest, args) => {
      const call = calls.get(xhr);
      // In another state than opened it is for the native to throw.
      if (!call || call.end || natives.stateOf(xhr) !== OPENED)
        return Reflect.apply(send, xhr, args);
      const request = openXhr(setup, call, args[0], (name, value) =>
        Reflect.apply(setRequestHeader, xhr, [name, value]),
      );
      const end = request && endWithXhr(call, xhr, request, natives);
      try {
        Reflect.apply(send, xhr, args);
      } catch (error) {
        // A synchronous request fails by throwing, without an event.
        end?.(0);
        throw error;
      } finally {
        request?.sent();
      }
    }),
  ];

  return () => {
    for (const stop of stops) stop();
  };
};

/**
 * Method and URL of an `open`, each converted once: what is made of objects here is handed to the native as text.
 * Too few arguments, or ones that can't be converted, are for the native to refuse.
 */
function readCall(args: readonly unknown[]): Call | undefined {
  if (args.length < 2 || args.some((arg) => typeof arg === 'symbol')) return undefined;
  const [method, url] = [String(args[0]), String(args[1])];
  return { method, url, parsed: parseUrl(url), headers: new Map() };
}

function openXhr(
  setup: Setup,
  call: Call,
  body: unknown,
  setHeader: (name: string, value: string) => void,
): OpenRequest | undefined {
  try {
    const { parsed: url } = call;
    if (!url || !setup.policy.traces(url)) return undefined;
    return openRequest(setup, {
      method: call.method.toUpperCase(),
      url,
      body: () => body,
      initiator: 'xmlhttprequest',
      signal: undefined,
      toldByEntry: false,
      noCors: false,
      carrier: call,
      headers: () => call.headers,
      getHeader: (name) => call.headers.get(name),
      setHeader,
    });
  } catch {
    // Whatever it was, the page's request has to go out.
    return undefined;
  }
}

function endWithXhr(
  call: Call,
  xhr: XMLHttpRequest,
  request: OpenRequest,
  { addEventListener, removeEventListener, statusOf }: Natives,
): End {
  const onEnd = ({ type }: Event) => end(statusOf(xhr), TEXTS[type]);
  function end(status: number, error?: string): void {
    call.end = undefined;
    for (const type of ENDS) Reflect.apply(removeEventListener, xhr, [type, onEnd, true]);
    if (status && !error) request.answer(status);
    else request.fail(error);
  }
  // Before the page's own listeners, which can keep others from being called.
  for (const type of ENDS) Reflect.apply(addEventListener, xhr, [type, onEnd, true]);
  call.end = end;
  return end;
}

/** What the events of a failure say, where they say it. */
const TEXTS: Readonly<Record<string, string>> = {
  abort: 'aborted',
  timeout: 'timed out',
};
