import { alternate, type Measure } from './bench.ts';
import type { Contestant } from './contestants.ts';
import { median } from './stats.ts';
import { figure, percent } from './table.ts';

const ROUNDS = 11;
const SLOWER = 4;
const MOST = 5;

/**
 * CPU time that the main thread takes to compile and run the scripts of a page that loads the tracer and nothing else,
 * until its load is over. The tracer is started by its tag.
 */
export const boot: Measure = async (bench) => {
  const measureOne = async (contestant: Contestant) => {
    const page = await bench.open(contestant, { slower: SLOWER });
    await page.run('fetches', 5);
    await page.run('report');
    await page.expectTraced(5);
    await page.close();
    return (page.loaded.ScriptDuration + page.loaded.V8CompileDuration) * 1000;
  };
  const milliseconds = await alternate(bench.times(ROUNDS), measureOne, [
    ...(['native', 'core', 'rootspan', 'opentelemetry'] as const),
  ]);

  const native = median(milliseconds.native);
  const rootspan = median(milliseconds.rootspan);
  const opentelemetry = median(milliseconds.opentelemetry);
  return [
    {
      what: `boot, processor ${SLOWER} times slower`,
      ratio: `${percent((rootspan - native) / (opentelemetry - native))} of OpenTelemetry's, less the empty page's`,
      goal: `≤ ${MOST} ms`,
      met: rootspan <= MOST,
      native: figure(native, 'ms'),
      rootspan: figure(rootspan, 'ms'),
      core: figure(median(milliseconds.core), 'ms'),
      opentelemetry: figure(opentelemetry, 'ms'),
    },
  ];
};
