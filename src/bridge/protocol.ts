/**
 * What the page and the panel say to each other.
 *
 * A panel makes a `MessageChannel` and dispatches `CONNECT` on `window`: a `MessageEvent` with one port in
 * `ports`. Where the library runs, it says hello over that port, then the spans it still has, then each span as it
 * finishes, and what became of them. Where it doesn't, nobody answers; when it starts later it dispatches `READY`, and panels connect then.
 *
 * Only data of the structured-clone kind crosses, so that either end may live in another world of the page.
 */
import type { Ledger } from '../report/ledger.ts';
import type { Obstacle } from '../report/obstacle.ts';
import type { ZipkinSpan } from '../report/zipkin.ts';

export type { Ledger } from '../report/ledger.ts';
export type { Obstacle } from '../report/obstacle.ts';
export type { Endpoint, ZipkinAnnotation, ZipkinSpan } from '../report/zipkin.ts';
export type { Microseconds } from '../trace/clock.ts';

/** Raised when an older panel could not understand the page any more. */
export const PROTOCOL_VERSION = 1;

/** A panel offers its port. */
export const CONNECT = 'rootspan:connect';

/** The library has started. */
export const READY = 'rootspan:ready';

/**
 * Has the page's `debug()`, where it has one, force the traces that begin from now on, or no more: a `MessageEvent` on
 * `window` whose data is `true` or `false`.
 */
export const DEBUG = 'rootspan:debug';

/** The first message on a port. */
export interface Hello {
  readonly type: 'hello';
  readonly version: number;
  /** The name this page reports under. */
  readonly service: string;
  /** Base URL of the Zipkin that the page reports to, to which `/api/v2/...` is added. No slash at its end. */
  readonly zipkin: string;
  /** Names of the headers that the page's requests carry where they may; older libraries don't tell. */
  readonly headers?: readonly string[];
  /** Whether the page has a `debug()`, so that `DEBUG` does something. */
  readonly debug?: boolean;
}

/** Finished spans, sampled or not, in the order they finished. */
export interface LiveSpans {
  readonly type: 'spans';
  readonly spans: readonly ZipkinSpan[];
}

/** What became of the page's spans, whenever some were sent, and what keeps them from Zipkin. */
export interface DeliveryStatus {
  readonly type: 'delivery';
  readonly ledger: Ledger;
  readonly obstacle?: Obstacle | undefined;
}

export type PageMessage = Hello | LiveSpans | DeliveryStatus;

/** The panel's only message: it will not listen any more. Browsers don't reliably tell that a port was closed. */
export interface Goodbye {
  readonly type: 'goodbye';
}

export type PanelMessage = Goodbye;
