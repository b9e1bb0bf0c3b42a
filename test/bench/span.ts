import { alternate, type Measure } from './bench.ts';
import type { Contestant } from './contestants.ts';
import { median } from './stats.ts';
import { figure, type Row } from './table.ts';

const ROUNDS = 5;
const BATCHES = 30;
/** In each batch: few enough for a beacon. */
const CALLS = 100;

interface Call {
  readonly what: string;
  readonly run: 'spanTimes' | 'traceTimes' | 'lookupTimes';
  /** Microseconds. */
  readonly most?: number;
}

const CALLS_OF_API: readonly Call[] = [
  { what: 'start and finish of a span', run: 'spanTimes', most: 2 },
  { what: '`trace()` of nothing', run: 'traceTimes' },
  { what: '`activeSpan()`, none active', run: 'lookupTimes' },
];
/** Spans come of these two. */
const SPAN_CALLS = 2;

/** What the calls of the API cost their caller, on the spot. */
export const span: Measure = async (bench) => {
  const batches = bench.times(BATCHES);
  const microseconds = await alternate(
    bench.times(ROUNDS),
    async (contestant) => {
      const page = await bench.open(contestant);
      const medians: number[] = [];
      for (const { run } of CALLS_OF_API) {
        // What runs for the first time is being compiled.
        await page.run(run, batches, CALLS);
        medians.push(median(await page.run(run, batches, CALLS)) * 1000);
      }
      await page.expectSpans('work', SPAN_CALLS * 2 * batches * CALLS);
      await page.close();
      return medians;
    },
    ['rootspan', 'opentelemetry'],
  );

  return CALLS_OF_API.map(({ what, most }, index): Row => {
    const of = (contestant: Contestant) =>
      median(microseconds[contestant].map((medians) => medians[index] ?? Number.NaN));
    const rootspan = of('rootspan');
    const opentelemetry = of('opentelemetry');
    return {
      what,
      ratio: `${figure(rootspan / opentelemetry)} × OpenTelemetry's`,
      goal: most ? `≤ ${most} µs` : '–',
      met: most ? rootspan <= most : undefined,
      native: '–',
      rootspan: figure(rootspan, 'µs'),
      opentelemetry: figure(opentelemetry, 'µs'),
    };
  });
};
