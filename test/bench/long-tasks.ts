import { alternate, type Measure } from './bench.ts';
import { median } from './stats.ts';

const ROUNDS = 3;
const FETCHES = 200;
const SLOWER = 4;

/** Tasks of more than 50 ms while a page fetches, on a slow machine. */
export const longTasks: Measure = async (bench) => {
  const counts = await alternate(bench.times(ROUNDS), async (contestant) => {
    const page = await bench.open(contestant, { slower: SLOWER });
    const count = await page.run('longTasks', FETCHES);
    await page.expectTraced(FETCHES);
    await page.close();
    return count;
  });

  const [native, rootspan, opentelemetry] = [
    median(counts.native),
    median(counts.rootspan),
    median(counts.opentelemetry),
  ];
  return [
    {
      what: `long tasks in ${FETCHES} fetches, processor ${SLOWER} times slower`,
      ratio: `${rootspan - native} more than without`,
      goal: 'none caused',
      met: rootspan <= native,
      native: describe(counts.native, native),
      rootspan: describe(counts.rootspan, rootspan),
      opentelemetry: describe(counts.opentelemetry, opentelemetry),
    },
  ];
};

function describe(counts: readonly number[], usual: number): string {
  return `${usual} (${Math.min(...counts)} to ${Math.max(...counts)})`;
}
