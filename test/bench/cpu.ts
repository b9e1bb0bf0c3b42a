import { alternate, type Bench, type Measure } from './bench.ts';
import type { Contestant } from './contestants.ts';
import { DATA } from './server.ts';
import { differences, intervalOfMedian, median } from './stats.ts';
import { figure, percent, type Row } from './table.ts';

const ROUNDS = 7;
const REQUESTS = 200;
/** Where no timing entry comes: Rootspan waits for it for a second. */
const NO_ENTRY = 1200;

interface Load {
  readonly what: string;
  readonly goal: string;
  readonly meets: (ours: number, opentelemetry: number) => boolean;
  readonly run: 'fetches' | 'xhrs';
  /** A `fetch` that answers by itself, in the place of the browser's. */
  readonly stubbed?: boolean;
}

/** Spans go out by the `fetch` that a tracer has found: those are for the browser. */
const STUB = `<script>{
  const native = fetch;
  const headers = { 'content-type': 'application/json' };
  globalThis.fetch = async function fetch(input, init) {
    if (!(input.url ?? input).includes('/data/')) return native(input, init);
    return new Response(${JSON.stringify(DATA)}, { headers });
  };
}</script>`;

/** CPU time that the renderer's main thread spends on a request, with all that comes of it up to its delivery. */
export const cpu: Measure = async (bench) => [
  await measure(bench, {
    what: 'CPU added per fetch',
    goal: "≤ 10 % of OpenTelemetry's",
    meets: (ours, opentelemetry) => ours <= opentelemetry / 10,
    run: 'fetches',
  }),
  await measure(bench, {
    what: 'CPU added per fetch, stubbed',
    goal: '≤ 52 µs (zipkin-js)',
    meets: (ours) => ours <= 52,
    run: 'fetches',
    stubbed: true,
  }),
  await measure(bench, {
    what: 'CPU added per XHR',
    goal: '–',
    meets: () => true,
    run: 'xhrs',
  }),
];

async function measure(bench: Bench, load: Load): Promise<Row> {
  const { native, core, rootspan, opentelemetry } = await alternate(
    bench.times(ROUNDS),
    (contestant) => measureOne(bench, contestant, load),
    ['native', 'core', 'rootspan', 'opentelemetry'],
  );
  const ours = differences(rootspan, native);
  const theirs = differences(opentelemetry, native);
  const { low, high } = intervalOfMedian(ours);
  return {
    what: load.what,
    ratio: `${percent(median(ours) / median(theirs))} of OpenTelemetry's`,
    goal: load.goal,
    met: load.goal === '–' ? undefined : load.meets(median(ours), median(theirs)),
    native: `${figure(median(native), 'µs')} in all`,
    rootspan: `+${figure(median(ours), 'µs')} (${figure(low)} to ${figure(high)})`,
    core: `+${figure(median(differences(core, native)), 'µs')}`,
    opentelemetry: `+${figure(median(theirs), 'µs')}`,
  };
}

async function measureOne(
  bench: Bench,
  contestant: Contestant,
  { run, stubbed = false }: Load,
): Promise<number> {
  const wait = stubbed ? ([NO_ENTRY] as const) : [];
  const page = await bench.open(contestant, { before: stubbed ? STUB : '' });
  // What runs for the first time is being compiled.
  await page.run(run, REQUESTS);
  await page.run('report', ...wait);
  const before = await page.metrics();
  await page.run(run, REQUESTS);
  await page.run('report', ...wait);
  const after = await page.metrics();
  await page.expectTraced(2 * REQUESTS, { joined: !stubbed });
  await page.close();
  return ((after.ThreadTime - before.ThreadTime) * 1e6) / REQUESTS;
}
