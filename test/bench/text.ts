import { alternate, type BenchPage, type Measure, USUAL } from './bench.ts';
import type { Contestant } from './contestants.ts';
import { differences, intervalOfMedian, median } from './stats.ts';
import { figure } from './table.ts';

const CHUNKS = 200;
const WARM_UP = 30;
/** Fetches in a chunk. */
const SIZE = 10;

/** How long a caller waits for `text()`, from the call of `fetch`. */
export const text: Measure = async (bench) => {
  // All pages at once, so that what is compared lies but milliseconds apart.
  const open = USUAL.map(async (contestant) => [contestant, await bench.open(contestant)]);
  const pages: Record<Contestant, BenchPage> = Object.fromEntries(await Promise.all(open));
  for (const page of Object.values(pages)) await page.run('textTimes', WARM_UP, SIZE);

  const chunks = bench.times(CHUNKS);
  const milliseconds = await alternate(chunks, async (contestant) => {
    const [mean = Number.NaN] = await pages[contestant].run('textTimes', 1, SIZE);
    return mean;
  });
  for (const page of Object.values(pages)) {
    await page.run('report');
    await page.expectTraced((WARM_UP + chunks) * SIZE);
    await page.close();
  }

  const { native, rootspan, opentelemetry } = milliseconds;
  const { low, high } = intervalOfMedian(differences(rootspan, native));
  const micros = (ms: number) => figure(ms * 1000, 'µs');
  return [
    {
      what: 'time to `text()` of a fetch',
      ratio: `${figure(median(rootspan) / median(native))} × without (OpenTelemetry ${figure(median(opentelemetry) / median(native))} ×)`,
      goal: 'not measurably above',
      met: low <= 0,
      native: micros(median(native)),
      rootspan: `${micros(median(rootspan))} (${figure(low * 1000)} to ${figure(high * 1000)} µs more)`,
      opentelemetry: micros(median(opentelemetry)),
    },
  ];
};
