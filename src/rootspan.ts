import type { Carrier } from './propagate/carrier.ts';
import type { Ledger } from './report/ledger.ts';
import type { TraceContext } from './trace/context.ts';
import type { Span } from './trace/span.ts';
import type { SpanOptions } from './trace/tracer.ts';

/** A page that is being traced. */
export interface Rootspan {
  /**
   * Opens a span of your own. Finish it, or it is never reported.
   *
   * @example
   * const span = rootspan.startSpan('render cart', { tags: { 'cart.items': 3 } });
   * renderCart();
   * span.finish();
   */
  startSpan(name: string, options?: SpanOptions): Span;
  /**
   * Traces a piece of work, for as long as its promise takes. What it throws, or rejects with, is noted on the
   * span and passed on. Requests made in its synchronous part belong to the span; later ones where it is named
   * as their parent, or `asyncContext()` has carried it there.
   *
   * @example
   * await rootspan.trace('checkout', async (span) => {
   *   span.tag('cart.items', cart.length);
   *   await fetch('/orders', { method: 'POST', body });
   * });
   */
  trace<T>(name: string, work: (span: Span) => T | PromiseLike<T>): Promise<T>;
  /**
   * Runs work under a span that is open already: requests made in its synchronous part belong to that span. What the
   * work returns, or throws, is passed on.
   */
  run<T>(span: Span, work: () => T | PromiseLike<T>): Promise<T>;
  /** The id of the trace that is active, to find it by: in Zipkin, in backends' logs. */
  traceId(): string | undefined;
  /** The span that a new one would belong to, if any: that of the innermost `trace`, else the page load's. */
  activeSpan(): Span | undefined;
  /**
   * Writes a span's context into headers, for requests that Rootspan can't see. Of no span there is nothing to write.
   *
   * @example
   * const headers = new Headers();
   * rootspan.inject(span, headers);
   */
  inject(span: Span | undefined, carrier: Carrier): void;
  /** Reads a context from headers, to be the `parent` of a span. Malformed ones are no better than none. */
  extract(carrier: Carrier): TraceContext | undefined;
  /** Sends what is waiting to be reported, and what earlier pages could not send. Never rejects. */
  flush(): Promise<void>;
  /** What became of this page's spans, up to now: the numbers add up. */
  ledger(): Ledger;
  /**
   * Begins after `start({ paused: true })`, or goes on after `pause()`.
   *
   * @throws what `start` throws of instruments, when it begins
   */
  resume(): void;
  /** Leaves the page as it was, and sends and stores nothing, until `resume()`. Spans that finish meanwhile are dropped. */
  pause(): void;
  /** Leaves the page as it was, after a last flush. */
  stop(): Promise<void>;
}
