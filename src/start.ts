import { openBridge, type PageBridge } from './bridge/page.ts';
import { type Options, parseOptions } from './config.ts';
import { traceFetch } from './instrument/fetch.ts';
import type { Clean, Instrument, Setup, Stop } from './instrument/instrument.ts';
import { tracePageLoad } from './instrument/page-load.ts';
import { observeRequests } from './instrument/requests.ts';
import { startInstruments } from './instrument/start-instruments.ts';
import { traceXhr } from './instrument/xhr.ts';
import { createCleaner } from './privacy/clean.ts';
import { readCarrier, writeCarrier } from './propagate/carrier.ts';
import { createPropagation, headersOf } from './propagate/formats.ts';
import { createBlackBox } from './report/black-box.ts';
import { createDroppedReport } from './report/dropped-report.ts';
import { createCounts, drop, type Ledger } from './report/ledger.ts';
import { createQueue } from './report/queue.ts';
import { createReporter } from './report/reporter.ts';
import { createSender } from './report/send.ts';
import type { Rootspan } from './rootspan.ts';
import { createActive } from './trace/active.ts';
import { createClock } from './trace/clock.ts';
import { isSampled } from './trace/context.ts';
import { createListeners } from './trace/listeners.ts';
import type { Sampler } from './trace/sampler.ts';
import type { FinishedSpan, Span, SpanStart, ToldSpan } from './trace/span.ts';
import { createTracer } from './trace/tracer.ts';

/** What every page gets; the rest is passed in, so that a bundler drops what is not. */
const CORE: readonly Instrument[] = [tracePageLoad, traceFetch, traceXhr];

/** Where the page's running instance is found, by this copy of the library and by any other. */
const RUNNING = Symbol.for('rootspan');

/** Whether the page was told that it started twice. */
let warned = false;

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
  const finished = createListeners<[told: FinishedSpan, span: FinishedSpan]>();
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
      finished.tell(cleaned, span);
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
  const reporter = createReporter({
    ...{ service, sender, queue, blackBox, counts },
    tellOpen,
    onChange,
  });
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

  /** What has not ended, as it is: the page may not come back, and if it does, its end is told of as well. */
  function tellOpen(): ToldSpan[] {
    const sampled = tracer.tellOpen().filter(({ context }) => isSampled(context));
    return sampled.map((span) =>
      clean({ ...span, tags: { ...span.tags, 'rootspan.incomplete': 'left before its end' } }),
    );
  }

  function leave(): void {
    leaving.tell();
    for (const span of tellOpen()) {
      counts.created++;
      reporter.report(span);
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
      headers: headersOf(config.formats),
      // What tells a `debug()` without importing it.
      debug: config.instruments.some((instrument) => 'force' in instrument),
      delivery: () => ({ ledger: ledger(), obstacle: sender.obstacle() }),
    });
    bridge = opened;
    reporter.start();
    // Instruments of the time before a pause may have added to them.
    samplers.splice(0, samplers.length, ...config.samplers);
    cleaners.clear();
    cleaners.add(createCleaner());
    const stopTelling = finished.add(opened.report);
    let stopInstruments: Stop | undefined;
    stopRunning = () => {
      stopInstruments?.();
      requests.stop();
      stopTelling();
      opened.stop();
      globalThis.removeEventListener?.('pagehide', leave, true);
      stopRunning = bridge = undefined;
    };
    try {
      // The core comes last, so that the others see the page load begin.
      stopInstruments = startInstruments([...config.instruments, ...CORE], {
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
      });
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
