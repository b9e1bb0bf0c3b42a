/**
 * Takes trace headers off where they make requests fail: at servers that don't allow them, and on ways that lead
 * there by a redirect.
 *
 * https://fetch.spec.whatwg.org/#http-cors-protocol
 */
import type { FinishedSpan } from '../trace/span.ts';
import type { Gate } from './http.ts';
import type { Instrument, Setup, Stop } from './instrument.ts';

export interface CorsBreakerOptions {
  /**
   * `retryWithoutHeaders`, where a request that fails is to be made once more.
   *
   * @defaultValue none is
   */
  readonly retry?: Retry;
}

/** Makes requests again that failed, as the breaker tells it to. */
export type Retry = (
  /** What requests that can be made again are known by. */
  placeOf: (carrier: unknown) => string | undefined,
  /** The headers of ours that go there. */
  headersOf: (url: URL) => readonly string[],
  /** One was answered without them. */
  onAnswer: (place: string) => void,
) => Stop;

/** Where it is kept, for the session, which places are to have none. */
const STORE = 'rootspan.cors';

/** Places that are remembered, the first: paths of the page's own origin can be without number. */
const MOST_PLACES = 200;

/** What browsers tell of a refusal by CORS is what they tell of a server that is down. */
const FAILED = /^failed/;

/**
 * Watches requests with headers. After one that fails as CORS failures do, the next one there goes without; if that
 * one is answered, none has headers any more for the session: to that origin, or on that path of the page's own
 * origin, which redirects to elsewhere. If it fails, too, it was not because of the headers.
 *
 * Spans of requests that go without say so (`rootspan.headers`: `cors`), and which headers the server would have to
 * allow (`rootspan.cors_allow`).
 *
 * @example
 * const careful = corsBreaker({ retry: retryWithoutHeaders });
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [careful] });
 */
export function corsBreaker({ retry }: CorsBreakerOptions = {}): Instrument {
  return (setup) => {
    const broken = new Set(readStore());
    const suspected = new Set<string>();
    /** Requests on their way, by the ids of their spans: where to, and whether they carry headers. */
    const asked = new Map<string, { readonly place: string; readonly carries: boolean }>();
    const retried = new WeakMap<WeakKey, string>();

    const gate: Gate = ({ url }) => {
      const place = placeOf(url);
      return broken.has(place) || suspected.has(place) ? 'cors' : undefined;
    };

    function learn(place: string, carries: boolean, failed: boolean): void {
      if (failed && carries && !broken.has(place) && suspected.size < MOST_PLACES)
        suspected.add(place);
      else if (suspected.delete(place) && !failed && !carries && broken.size < MOST_PLACES) {
        broken.add(place);
        writeStore(broken);
      }
    }

    const stops: (Stop | undefined)[] = [
      setup.onRequest((span, request, reason) => {
        const { url, method, initiator } = request;
        if (reason && reason !== 'cors') return;
        const place = placeOf(url);
        asked.set(span.context.spanId, { place, carries: !reason });
        if (reason) span.tag('rootspan.cors_allow', headersOf(setup, url).join(', '));
        else if (initiator === 'fetch' && /^(GET|HEAD)$/.test(method)) {
          retried.set(request.carrier, place);
        }
      }),
      setup.onFinish(({ context, tags }: FinishedSpan) => {
        const request = asked.get(context.spanId);
        if (!request || !asked.delete(context.spanId) || tags['rootspan.incomplete']) return;
        // An answer, be it an error, or a failure; neither is what was aborted, and an error of other kinds.
        const failed = FAILED.test(tags.error ?? '');
        if (failed || !tags.error || tags['http.status_code']) {
          learn(request.place, request.carries, failed);
        }
      }),
      retry?.(
        (carrier) => retried.get(Object(carrier)),
        (url) => headersOf(setup, url),
        (place) => {
          suspected.add(place);
          learn(place, false, false);
        },
      ),
    ];
    setup.gates.add(gate);
    return () => {
      setup.gates.delete(gate);
      for (const stop of stops) stop?.();
    };
  };
}

/** Of the page's own origin a path alone can lead elsewhere. */
function placeOf({ origin, pathname }: URL): string {
  return origin === self.origin ? pathname : origin;
}

/** What the server would have to answer in `Access-Control-Allow-Headers`. */
function headersOf({ policy }: Setup, url: URL): string[] {
  const formats = policy.propagates(url) ?? [];
  return formats.flatMap(({ fields, otherFields = [] }) => [...fields, ...otherFields]);
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
