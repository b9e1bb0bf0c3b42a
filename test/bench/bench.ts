import { setTimeout as pause } from 'node:timers/promises';
import { type BareBrowser, launchBareBrowser, type Tab } from './browser.ts';
import { bundle, type Contestant, tagOf } from './contestants.ts';
import type {} from './page.ts';
import { type Asset, type Server, type Sink, spansOfData, startServer } from './server.ts';
import type { Row } from './table.ts';

/** Measures one thing of all contestants, and says what it was as rows of the table. */
export type Measure = (bench: Bench) => Promise<Row[]>;

/** What measures are made with. */
export interface Bench {
  readonly browser: BareBrowser;
  readonly server: Server;
  /** So many, or what does for a smoke run. */
  times(full: number): number;
  /** A page of a contestant's, alone in its process, with `bench` of `page.ts` in it. */
  open(contestant: Contestant, options?: PageOptions): Promise<BenchPage>;
  close(): Promise<void>;
}

export interface PageOptions {
  /** What stands around the contestant's tag. */
  readonly before?: string;
  readonly after?: string;
  /** How many times slower the processor is made. */
  readonly slower?: number;
}

/** Seconds of CPU time on a renderer's main thread: what others do on the machine meanwhile doesn't count. */
export interface Metrics {
  readonly ThreadTime: number;
  /** What of it was in scripts. */
  readonly ScriptDuration: number;
  /** What of it went into compiling them. */
  readonly V8CompileDuration: number;
}

export interface BenchPage extends Tab {
  readonly sink: Sink;
  /** Calls a function of `page.ts`. */
  run<Name extends keyof Work>(
    name: Name,
    ...args: Parameters<Work[Name]>
  ): Promise<Awaited<ReturnType<Work[Name]>>>;
  /** Of all that the load took, before `page.ts` was there. */
  readonly loaded: Metrics;
  metrics(): Promise<Metrics>;
  /**
   * Fails unless so many requests became spans, that all arrived, and carried the trace to the backend; or none of
   * it, in the page without a tracer.
   */
  expectTraced(requests: number, options?: { readonly joined?: boolean }): Promise<void>;
  /** The same of spans of a name, which aren't requests. */
  expectSpans(name: string, count: number): Promise<void>;
}

type Work = typeof bench;

const PAGE_SCRIPT = await bundle({ entryPoints: ['test/bench/page.ts'] });

export async function createBench(
  quick: boolean,
  assets: Readonly<Record<string, Asset>>,
): Promise<Bench> {
  const server = await startServer(assets);
  const browser = await launchBareBrowser();
  return {
    browser,
    server,
    times: (full) => (quick ? Math.ceil(full / 10) : full),
    open: (contestant, options = {}) => openPage({ browser, server, contestant, ...options }),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

interface Opening extends PageOptions {
  readonly browser: BareBrowser;
  readonly server: Server;
  readonly contestant: Contestant;
}

async function openPage(opening: Opening): Promise<BenchPage> {
  const { browser, server, contestant, before = '', after = '', slower = 1 } = opening;
  const { url, sink } = server.host(
    (sinkUrl) =>
      `<!doctype html><html lang=en><title>bench</title>
      ${before}${tagOf(contestant, sinkUrl)}${after}`,
  );
  const tab = await browser.open();
  await tab.send('Performance.enable', { timeDomain: 'threadTicks' });
  if (slower > 1) await tab.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await tab.send('Page.navigate', { url });
  await until(
    () => `${contestant}'s page to load`,
    () =>
      tab.evaluate<boolean>(
        `location.href === '${url}' && performance.getEntriesByType('navigation')[0].loadEventEnd > 0`,
      ),
  );
  const loaded = await readMetrics(tab);
  await tab.evaluate(PAGE_SCRIPT);

  return {
    ...tab,
    sink,
    run: (name, ...args) => tab.evaluate(`bench.${name}(...${JSON.stringify(args)})`),
    loaded,
    metrics: () => readMetrics(tab),
    async expectTraced(requests, { joined = true } = {}) {
      const made = () => spansOfData(sink).length;
      await expectCount(`${contestant}'s spans of requests`, made, requests);
      if (joined) {
        await expectCount(`${contestant}'s requests in a trace`, () => sink.joined, requests);
      }
    },
    expectSpans: (name, count) =>
      expectCount(
        `${contestant}'s spans`,
        () => sink.spans.filter((span) => span.name === name).length,
        count,
      ),
  };

  /** A bench of what does nothing is a lie. */
  async function expectCount(what: string, count: () => number, wanted: number): Promise<void> {
    const expected = ['native', 'nothing', 'unused'].includes(contestant) ? 0 : wanted;
    await until(
      () => `${expected} ${what}, of which there are ${count()}`,
      () => count() === expected,
    );
  }
}

async function readMetrics(tab: Tab): Promise<Metrics> {
  const { metrics } = await tab.send<{ metrics: { name: string; value: number }[] }>(
    'Performance.getMetrics',
  );
  const { ThreadTime, ScriptDuration, V8CompileDuration } = Object.fromEntries(
    metrics.map(({ name, value }) => [name, value]),
  );
  if (!ThreadTime || ScriptDuration === undefined || V8CompileDuration === undefined) {
    throw new Error('Chromium has no such metrics');
  }
  return { ThreadTime, ScriptDuration, V8CompileDuration };
}

/** Whom most is measured of. */
export const USUAL = ['native', 'rootspan', 'opentelemetry'] as const;

/** One after the other, each round in another order: what goes on beside the bench meets them all. */
export async function alternate<Result>(
  rounds: number,
  measure: (contestant: Contestant) => Promise<Result>,
  contestants: readonly Contestant[] = USUAL,
): Promise<Record<Contestant, Result[]>> {
  const results: Record<Contestant, Result[]> = {
    native: [],
    nothing: [],
    unused: [],
    core: [],
    rootspan: [],
    async: [],
    opentelemetry: [],
  };
  for (let round = 0; round < rounds; round++) {
    const first = round % contestants.length;
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      results[contestant].push(await measure(contestant));
    }
  }
  return results;
}

const PATIENCE = 60_000;

async function until(what: () => string, ask: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(25)) {
    if (await ask()) return;
  }
  throw new Error(`Waited ${PATIENCE / 1000} s in vain for ${what()}`);
}
