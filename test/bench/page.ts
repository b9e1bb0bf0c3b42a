/** In the page: what the bench has it do. The same for every contestant. */
import type { Rootspan } from '../../src/rootspan.ts';
import type { OpenTelemetry } from './opentelemetry.ts';

declare global {
  var rootspan: Rootspan | undefined;
  var opentelemetry: OpenTelemetry | undefined;
  var bench: typeof work;
  /** Something to hold on to. */
  var unread: Promise<Response> | undefined;
}

type Milliseconds = number;

const CONCURRENCY = 6;
/** Timing entries are waited for: OpenTelemetry gives them 300 ms. */
const ENTRIES: Milliseconds = 400;
/** For what is sent at the end of something, without a promise that tells when it has arrived. */
const DELIVERY: Milliseconds = 20;

const work = {
  /** Fetches data and reads it, six at a time. */
  fetches: (count: number) => atOnce(count, fetchText),

  xhrs: (count: number) =>
    atOnce(
      count,
      (index) =>
        new Promise<void>((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.open('GET', `/data/orders/${index}`);
          xhr.onload = () => {
            if (xhr.responseText) resolve();
          };
          xhr.send();
        }),
    ),

  /** Fetches data all at once, in one span's work or each for itself. */
  burst(count: number, inOneTrace: boolean): Promise<void> {
    const fetchAll = async () => {
      await Promise.all(Array.from({ length: count }, (_, index) => fetchText(index)));
    };
    return inOneTrace ? inTrace(fetchAll) : fetchAll();
  },

  /** Waits until what was fetched has become spans, and these have been sent. */
  async report(wait: Milliseconds = ENTRIES): Promise<void> {
    await pause(wait);
    await flush();
  },

  /** How long each fetch took up to its text, one after the other: the mean of each chunk. */
  async textTimes(chunks: number, size: number): Promise<Milliseconds[]> {
    const times: Milliseconds[] = [];
    for (let chunk = 0; chunk < chunks; chunk++) {
      const start = performance.now();
      for (let index = 0; index < size; index++) {
        await fetchText(index);
      }
      times.push((performance.now() - start) / size);
    }
    return times;
  },

  /** What one span costs its caller, in each of some batches that are sent in between. */
  spanTimes: (batches: number, size: number) => time(batches, size, makeSpans),

  /** What one `trace()` of nothing costs. */
  traceTimes: (batches: number, size: number) => time(batches, size, makeTraces),

  /** What one look at the active span costs. */
  lookupTimes: (batches: number, size: number) => time(batches, size, lookUp),

  /** Counts the long tasks of some work and of the reporting after it. */
  async longTasks(count: number): Promise<number> {
    let longTasks = 0;
    const observer = new PerformanceObserver((list) => {
      longTasks += list.getEntries().length;
    });
    observer.observe({ type: 'longtask' });
    await work.fetches(count);
    await work.report();
    return longTasks;
  },

  /** What a browser itself tells of a page's load. */
  async loadTimes(): Promise<{ lcp: Milliseconds; load: Milliseconds }> {
    const [navigation] = performance.getEntriesByType('navigation');
    const lcp = await new Promise<Milliseconds>((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
        type: 'largest-contentful-paint',
        buffered: true,
      });
    });
    // Entries of type 'navigation' are of this kind.
    return { lcp, load: (navigation as PerformanceNavigationTiming).loadEventStart };
  },

  /** Asks for a large body, and leaves it there. */
  leaveUnread(): void {
    globalThis.unread = fetch('/large');
  },
};

globalThis.bench = work;

async function fetchText(index: number): Promise<void> {
  await (await fetch(`/data/orders/${index}`)).text();
}

async function atOnce(count: number, request: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  async function worker(): Promise<void> {
    while (next < count) await request(next++);
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** Requests made synchronously are children of the span, by either tracer. */
async function inTrace(run: () => Promise<void>): Promise<void> {
  const { rootspan, opentelemetry } = globalThis;
  if (rootspan) return rootspan.trace('checkout', run);
  if (!opentelemetry) return run();
  await opentelemetry.tracer.startActiveSpan('checkout', async (span) => {
    await run();
    span.end();
  });
}

async function time(
  batches: number,
  size: number,
  run: (size: number) => unknown,
): Promise<Milliseconds[]> {
  const times: Milliseconds[] = [];
  for (let batch = 0; batch < batches; batch++) {
    const start = performance.now();
    run(size);
    times.push((performance.now() - start) / size);
    await flush();
  }
  return times;
}

function makeSpans(count: number): void {
  const { rootspan, opentelemetry } = globalThis;
  if (rootspan) for (let i = 0; i < count; i++) rootspan.startSpan('work').finish();
  if (opentelemetry) {
    const { tracer } = opentelemetry;
    for (let i = 0; i < count; i++) tracer.startSpan('work').end();
  }
}

function makeTraces(count: number): void {
  const { rootspan, opentelemetry } = globalThis;
  if (rootspan) for (let i = 0; i < count; i++) void rootspan.trace('work', () => {});
  if (opentelemetry) {
    const { tracer } = opentelemetry;
    for (let i = 0; i < count; i++) tracer.startActiveSpan('work', (span) => span.end());
  }
}

/** Where nothing is active, as in most of a page's callbacks. */
function lookUp(count: number): number {
  const { rootspan, opentelemetry } = globalThis;
  let found = 0;
  if (rootspan) for (let i = 0; i < count; i++) if (rootspan.activeSpan()) found++;
  if (opentelemetry) {
    const { trace } = opentelemetry;
    for (let i = 0; i < count; i++) if (trace.getActiveSpan()) found++;
  }
  return found;
}

async function flush(): Promise<void> {
  await globalThis.rootspan?.flush();
  await globalThis.opentelemetry?.provider.forceFlush();
  await pause(DELIVERY);
}

function pause(duration: Milliseconds): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration));
}
