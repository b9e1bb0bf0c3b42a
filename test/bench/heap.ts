import { alternate, type BenchPage, type Measure } from './bench.ts';
import { median } from './stats.ts';
import { figure } from './table.ts';

const ROUNDS = 1;
const FETCHES = 10_000;
/** As many as are reported before there are more: who lets spans fall keeps nothing of them. */
const CHUNK = 625;
const MOST = 12;

/**
 * What stays of a fetch when it is over, in JavaScript's heap. The first ten thousand fill what is bounded: the
 * thousand spans that are kept for a panel, and the browser's 250 timing entries.
 */
export const heap: Measure = async (bench) => {
  const fetches = Math.max(CHUNK * 3, bench.times(FETCHES));
  const perFetch = await alternate(bench.times(ROUNDS), async (contestant) => {
    const page = await bench.open(contestant);
    await fetchInChunks(page, fetches);
    const before = await heapSize(page);
    await fetchInChunks(page, fetches);
    const after = await heapSize(page);
    await page.expectTraced(2 * fetches);
    await page.close();
    return (after - before) / fetches;
  });

  const native = median(perFetch.native);
  const rootspan = median(perFetch.rootspan) - native;
  const opentelemetry = median(perFetch.opentelemetry) - native;
  return [
    {
      what: 'heap kept per fetch, in the second ten thousand',
      // Of less than nothing, which is noise, there is no share.
      ratio:
        rootspan > 0 ? `${figure(rootspan / opentelemetry)} × OpenTelemetry's` : 'none measurable',
      goal: `≤ ${MOST} bytes`,
      met: rootspan <= MOST,
      native: figure(native, 'bytes'),
      rootspan: figure(rootspan, 'bytes'),
      opentelemetry: figure(opentelemetry, 'bytes'),
    },
  ];
};

async function fetchInChunks(page: BenchPage, fetches: number): Promise<void> {
  for (let done = 0; done < fetches; done += CHUNK) {
    await page.run('fetches', CHUNK);
    await page.run('report');
  }
}

async function heapSize(page: BenchPage): Promise<number> {
  await page.send('HeapProfiler.collectGarbage');
  await page.send('HeapProfiler.collectGarbage');
  const { usedSize } = await page.send<{ usedSize: number }>('Runtime.getHeapUsage');
  return usedSize;
}
