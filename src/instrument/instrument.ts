import type { Propagation } from '../propagate/formats.ts';
import type { Format } from '../propagate/propagation.ts';
import type { Active } from '../trace/active.ts';
import type { Clock } from '../trace/clock.ts';
import type { Sampler } from '../trace/sampler.ts';
import type { FinishedSpan, Span, SpanStart, ToldSpan } from '../trace/span.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Gate, OutgoingRequest } from './http.ts';
import type { Requests } from './requests.ts';

/** Puts things back as they were. */
export type Stop = () => void;

/** What the app allows. */
export interface Policy {
  /** Whether requests there are traced. */
  traces(url: URL): boolean;
  /** In which formats requests there carry trace headers, if they may carry any. */
  propagates(url: URL): readonly Format[] | undefined;
  /** The path by which requests there are named, with placeholders for what varies in it as it is told. */
  routeOf(url: URL, path: string): string;
}

/** Makes of a span what others are told of it. */
export type Clean = <Told extends ToldSpan>(span: Told) => Told;

/** What an instrument works with. */
export interface Setup {
  /** Keeps count of finished spans that are held back, or (below zero) no more: of traces that are not sampled. */
  readonly hold: (spans: number) => void;
  /** Reports a span that was held back. */
  readonly report: (span: FinishedSpan) => void;
  /** Tells of a request that is about to be made. */
  readonly tellRequest: (span: Span, request: OutgoingRequest, reason: string | undefined) => void;
  readonly tracer: Tracer;
  readonly active: Active;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly propagation: Propagation;
  readonly requests: Requests;
  /** Asked, in their order, before headers are put on a request: the first reason counts. */
  readonly gates: Set<Gate>;
  /** Asked, in their order, about each trace that begins here: the first answer counts. */
  readonly samplers: Sampler[];
  /** Each makes of a span what the next one and all listeners are told. */
  readonly cleaners: Set<Clean>;
  /**
   * Calls back with each request that is about to be made, and why it has no trace headers of ours, where it has none,
   * until the returned function is called.
   */
  onRequest(listener: Setup['tellRequest']): Stop;
  /** Calls back with each span that starts, but for those under ids of the app's own. */
  onStart(listener: (span: Span, start: SpanStart) => void): Stop;
  /**
   * Calls back with each span that finishes, as others are told of it and as it was, until the returned function is
   * called. What a page hides from others it doesn't hide from itself: whether a request failed, such as.
   */
  onFinish(listener: (told: FinishedSpan, span: FinishedSpan) => void): Stop;
  /** Calls back when the page is left, while what finishes is still sent. */
  onLeave(listener: () => void): Stop;
  /** Makes what several instruments use, once for all of them. It stops with the last. */
  share<Part extends { readonly stop: Stop }>(create: (setup: Setup) => Part): Part;
}

/** Traces one thing that pages do, until it is stopped. A page's own code runs in its hands: it never throws. */
export type Instrument = (setup: Setup) => Stop;
