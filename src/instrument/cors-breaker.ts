/**
 * Takes trace headers off where they make requests fail: at servers that don't allow them, and on ways that lead
 * there by a redirect.
 *
 * https://fetch.spec.whatwg.org/#http-cors-protocol
 */
import { headersOf } from '../propagate/formats.ts';
import { setBounded } from '../trace/bounded.ts';
import type { TraceContext } from '../trace/context.ts';
import type { Gate } from './http.ts';
import type { Clean, Instrument, Stop } from './instrument.ts';
import { refuseOthers } from './other-options.ts';

export interface CorsBreakerOptions {
  /**
   * `retryWithoutHeaders`, where a request that fails is to be made once more.
   *
   * @defaultValue none is
   */
  readonly retry?: Retry;
}

/** A request that can be made again. */
export interface Repeatable {
  /** The headers that are ours, and not the app's. */
  readonly headers: readonly string[];
  /** It was answered without them. */
  onAnswer(): void;
}

/** Makes requests again that failed, of those that are found by what they carry their headers on. */
export type Retry = (find: (carrier: unknown) => Repeatable | undefined) => Stop;

/** Where it is kept, for the session, which places are to have none. */
const STORE = 'rootspan.cors';

/** Places that are remembered, the first: paths of the page's own origin can be without number. */
const MOST_PLACES = 200;
/** Requests on their way that are known. Some have no end: their trace has too many spans. */
const MOST_ASKED = 1000;

/** What browsers tell of a refusal by CORS is what they tell of a server that is down. */
const FAILED = /^failed/;

/** Which headers the server would have to allow. */
const ALLOW = 'rootspan.cors_allow';

/**
 * Watches requests with headers. After one that fails as CORS failures do, the next one there goes without; if that
 * one is answered, none has headers any more for the session: to that origin, or on that path of the page's own
 * origin, which redirects to elsewhere. If it fails, too, it was not because of the headers.
 *
 * Spans of requests that go without say so (`rootspan.headers`: `cors`); they, and those of requests that failed, say
 * which headers the server would have to allow (`rootspan.cors_allow`).
 *
 * @example
 * const careful = corsBreaker({ retry: retryWithoutHeaders });
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [careful] });
 */
export function corsBreaker({ retry, ...others }: CorsBreakerOptions = {}): Instrument {
  refuseOthers('corsBreaker', others);
  if (retry && typeof retry !== 'function') {
    throw new TypeError(`rootspan: retry is ${String(retry)}; it has to be retryWithoutHeaders`);
  }
  return (setup) => {
    let stored: Set<string> | undefined;
    /** Not before a request may have headers: to look into the store takes a millisecond, and a page starts but once. */
    const broken = () => (stored ??= new Set(readStore()));
    const suspected = new Set<string>();
    /** Requests on their way, by the contexts of their spans: where to, and whether they carry headers. */
    const asked = new Map<TraceContext, { readonly url: URL; readonly carries: boolean }>();
    const repeatable = new WeakMap<WeakKey, Repeatable>();
    const headersTo = (url: URL) => headersOf(setup.policy.propagates(url) ?? []);

    const gate: Gate = ({ url, initiator, method, carrier, getHeader }) => {
      // Parts of a URL take their time: only where there is something to compare them with.
      const place = broken().size || suspected.size || retry ? placeOf(url) : '';
      if (broken().has(place) || suspected.has(place)) return 'cors';
      if (retry && initiator === 'fetch' && /^(GET|HEAD)$/.test(method)) {
        // Before they are set: the app's own are there by now.
        const headers = headersTo(url).filter((name) => getHeader?.(name) == null);
        const onAnswer = () => {
          suspected.add(place);
          learn(place, false, false);
        };
        repeatable.set(carrier, { headers, onAnswer });
      }
      return undefined;
    };

    const clean: Clean = (span) => {
      const request = asked.get(span.context);
      if (!request?.carries || !FAILED.test(span.tags.error ?? '')) return span;
      return { ...span, tags: { ...span.tags, [ALLOW]: headersTo(request.url).join(', ') } };
    };

    function learn(place: string, carries: boolean, failed: boolean): void {
      if (failed && carries && !broken().has(place) && suspected.size < MOST_PLACES)
        suspected.add(place);
      else if (suspected.delete(place) && !failed && !carries && broken().size < MOST_PLACES) {
        writeStore(broken().add(place));
      }
    }

    const stops: (Stop | undefined)[] = [
      setup.onRequest((span, { url, carrier }, reason) => {
        if (reason) repeatable.delete(carrier);
        if (reason && reason !== 'cors') return;
        if (reason) span.tag(ALLOW, headersTo(url).join(', '));
        setBounded(asked, span.context, { url, carries: !reason }, MOST_ASKED);
      }),
      setup.onFinish((_, { context, tags }) => {
        const request = asked.get(context);
        if (!request || !asked.delete(context) || tags['rootspan.incomplete']) return;
        // An answer, be it an error, or a failure; neither is what was aborted, and an error of other kinds.
        const failed = FAILED.test(tags.error ?? '');
        const isAnswered = !tags.error || tags['http.status_code'];
        // Of an answer there is something to learn only where something is suspected.
        if (failed || (isAnswered && suspected.size)) {
          learn(placeOf(request.url), request.carries, failed);
        }
      }),
      retry?.((carrier) => repeatable.get(Object(carrier))),
    ];
    setup.gates.add(gate);
    setup.cleaners.add(clean);
    return () => {
      setup.gates.delete(gate);
      setup.cleaners.delete(clean);
      for (const stop of stops) stop?.();
    };
  };
}

/** Of the page's own origin a path alone can lead elsewhere. */
function placeOf({ origin, pathname }: URL): string {
  return origin === self.origin ? pathname : origin;
}

function readStore(): string[] {
  try {
    return sessionStorage.getItem(STORE)?.split('\n') ?? [];
  } catch {
    // A worker, or a page without an origin.
    return [];
  }
}

function writeStore(places: ReadonlySet<string>): void {
  try {
    sessionStorage.setItem(STORE, [...places].join('\n'));
  } catch {
    // This page remembers it all the same.
  }
}
