import { openBridge, type PageBridge } from './bridge/page.ts';
import { type Options, parseOptions } from './config.ts';
import { traceFetch } from './instrument/fetch.ts';
import type { Clean, Instrument, Setup, Stop } from './instrument/instrument.ts';
import { tracePageLoad } from './instrument/page-load.ts';
import { observeRequests } from './instrument/requests.ts';
import { traceXhr } from './instrument/xhr.ts';
import { createCleaner } from './privacy/clean.ts';
import { type Carrier, readCarrier, writeCarrier } from './propagate/carrier.ts';
import { createPropagation } from './propagate/formats.ts';
import { createBlackBox } from './report/black-box.ts';
import { createDroppedReport } from './report/dropped-report.ts';
import { createCounts, drop, type Ledger } from './report/ledger.ts';
import { createQueue } from './report/queue.ts';
import { createReporter } from './report/reporter.ts';
import { createSender } from './report/send.ts';
import { createActive } from './trace/active.ts';
import { createClock } from './trace/clock.ts';
import { isSampled, type TraceContext } from './trace/context.ts';
import { createListeners } from './trace/listeners.ts';
import type { Sampler } from './trace/sampler.ts';
import type { FinishedSpan, Span, SpanStart } from './trace/span.ts';
import { createTracer, type SpanOptions } from './trace/tracer.ts';

/** What every page gets; the rest is passed in, so that a bundler drops what is not. */
const CORE: readonly Instrument[] = [tracePageLoad, traceFetch, traceXhr];

/** Where the page's running instance is found, by this copy of the library and by any other. */
const RUNNING = Symbol.for('rootspan');

/** Whether the page was told that it started twice. */
let warned = false;

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
   * as their parent.
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

/**
 * Starts tracing this page, once: where an instance is running, from this copy of the library or another, that
 * one is returned.
 *
 * @throws TypeError or RangeError for wrong options, naming option and value. After that nothing of Rootspan throws.
 *
 * @example
 * const rootspan = start({ service: 'shop-web', zipkin: 'https://zipkin.example' });
 */
export function start(options: Options): Rootspan {
  const config = parseOptions(options);
  // The property is ours by its symbol, so its type is known.
  const page = globalThis as { [RUNNING]?: Rootspan };
  const running = page[RUNNING];
  if (running) {
    if (!warned) {
      console.warn('rootspan: already running in this page; start() returns the running instance');
    }
    warned = true;
    return running;
  }

  const clock = createClock(performance);
  const active = createActive();
  const started = createListeners<[Span, SpanStart]>();
  const finished = createListeners<[FinishedSpan]>();
  const requested = createListeners<Parameters<Setup['tellRequest']>>();
  const leaving = createListeners<[]>();
  const { policy, service } = config;
  const samplers: Sampler[] = [];
  const cleaners = new Set<Clean>();
  const counts = createCounts();
  const tracer = createTracer({
    clock,
    active,
    samplers,
    onOpen() {
      counts.created++;
      counts.open++;
    },
    onStart: started.tell,
    onFinish(span) {
      counts.open--;
      if (!stopRunning) return drop(counts, 'paused', 1);
      const cleaned = clean(span);
      finished.tell(cleaned);
      if (isSampled(cleaned.context)) reporter.report(cleaned);
      else counts.sampledOut++;
    },
    onDrop() {
      counts.open--;
      drop(counts, 'trace too long', 1);
    },
  });
  const propagation = createPropagation(config.formats, config.targetFormats);
  const blackBox = createBlackBox(config.endpoint);
  const sender = createSender(config.endpoint, blackBox);
  const queue = createQueue({ ...config.queue, url: config.endpoint, counts });
  const reporter = createReporter({ service, sender, queue, blackBox, counts, onChange });
  const tellDropped = createDroppedReport(tracer, counts);
  let stopRunning: Stop | undefined;
  let bridge: PageBridge | undefined;

  const clean: Clean = (span) => {
    for (const cleaner of cleaners) span = cleaner(span);
    return span;
  };

  function onChange(): void {
    tellDropped();
    bridge?.tellDelivery();
  }

  /** What has not ended is told of as it is: the page may not come back, and if it does, its end is told of as well. */
  function leave(): void {
    leaving.tell();
    for (const span of tracer.tellOpen()) {
      if (!isSampled(span.context)) continue;
      counts.created++;
      const tags = { ...span.tags, 'rootspan.incomplete': 'left before its end' };
      reporter.report(clean({ ...span, tags }));
    }
  }

  function resume(): void {
    if (stopRunning) return;
    // Before the reporter's own listener, which sends what is there for the last time.
    globalThis.addEventListener?.('pagehide', leave, true);
    const requests = observeRequests(clock);
    const opened = openBridge({
      service,
      zipkin: config.zipkin,
      delivery: () => ({ ledger: ledger(), obstacle: sender.obstacle() }),
    });
    bridge = opened;
    reporter.start();
    // Instruments of the time before a pause may have added to them.
    samplers.splice(0, samplers.length, ...config.samplers);
    cleaners.clear();
    cleaners.add(createCleaner());
    const shared = new Map<unknown, { readonly stop: Stop }>();
    const stopShared = () => {
      for (const part of shared.values()) part.stop();
    };
    const stops: Stop[] = [opened.stop, finished.add(opened.report), requests.stop, stopShared];
    stopRunning = () => {
      for (const stop of stops.splice(0).reverse()) {
        try {
          // An instrument of the app’s own may have given nothing to stop it by.
          stop?.();
        } catch {
          // The app’s own code: the others still have to be stopped.
        }
      }
      globalThis.removeEventListener?.('pagehide', leave, true);
      stopRunning = bridge = undefined;
    };
    const setup: Setup = {
      ...{ tracer, active, clock, policy, propagation, requests },
      ...{ gates: new Set(config.gates), cleaners, samplers },
      hold,
      report(span) {
        hold(-1);
        counts.sampledOut--;
        reporter.report(span);
      },
      tellRequest: requested.tell,
      onRequest: requested.add,
      onStart: started.add,
      onFinish: finished.add,
      onLeave: leaving.add,
      share<Part extends { readonly stop: Stop }>(create: (setup: Setup) => Part): Part {
        // What was made by a function is of the type that it makes.
        const part = (shared.get(create) as Part | undefined) ?? create(setup);
        shared.set(create, part);
        return part;
      },
    };
    try {
      // The core comes last, so that the others see the page load begin.
      for (const instrument of [...config.instruments, ...CORE]) {
        const stop = instrument(setup);
        // What stops needs nothing: this is an instrument, made by what was taken for one.
        if (stop?.length)
          throw new TypeError(
            `rootspan: instruments has ${instrument.name}, not ${instrument.name}()`,
          );
        stops.push(stop);
      }
    } catch (error) {
      // An instrument of the app's own: nothing of ours shall stay behind.
      stopRunning();
      void reporter.stop(false);
      throw error;
    }
  }

  function hold(spans: number): void {
    counts.held += spans;
    counts.sampledOut -= spans;
  }

  function ledger(): Ledger {
    return { ...counts, dropped: { ...counts.dropped } };
  }

  const rootspan: Rootspan = {
    startSpan: tracer.startSpan,
    async trace(name, work) {
      const span = tracer.startSpan(name);
      try {
        return await active.run(span, () => work(span));
      } catch (error) {
        span.error(error);
        throw error;
      } finally {
        span.finish();
      }
    },
    run: active.run,
    traceId: () => active.current()?.span.context.traceId,
    activeSpan: () => active.current()?.span,
    inject(span, carrier) {
      try {
        if (span) propagation.inject(span.context, writeCarrier(carrier));
      } catch {
        // A carrier that can't be written to carries nothing.
      }
    },
    extract(carrier) {
      try {
        const extracted = propagation.extract(readCarrier(carrier));
        return extracted?.traceId === undefined ? undefined : extracted;
      } catch {
        return undefined;
      }
    },
    flush: reporter.flush,
    ledger,
    resume,
    pause() {
      stopRunning?.();
      void reporter.stop(false);
    },
    stop() {
      if (page[RUNNING] === rootspan) delete page[RUNNING];
      stopRunning?.();
      sender.stop();
      return reporter.stop(true);
    },
  };
  if (!config.paused) resume();
  Object.defineProperty(page, RUNNING, { value: rootspan, configurable: true });
  return rootspan;
}
