/**
 * `npm run bench`: what Rootspan costs, beside a page without a tracer and one with OpenTelemetry.
 *
 * `npm run bench -- wire boot` measures these alone; `--quick` sees whether everything still runs, in figures that
 * are good for nothing else. A whole run writes `results.md`, and its figures into the README.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createBench, type Measure } from './bench.ts';
import { boot } from './boot.ts';
import { cpu } from './cpu.ts';
import { heap } from './heap.ts';
import { longTasks } from './long-tasks.ts';
import { PAGE_ASSETS, pageLoad } from './page-load.ts';
import { toReport } from './results.ts';
import { size } from './size.ts';
import { span } from './span.ts';
import { type Row, refresh, toTable } from './table.ts';
import { text } from './text.ts';
import { unread } from './unread.ts';
import { wire } from './wire.ts';

const MEASURES: Readonly<Record<string, Measure>> = {
  size,
  cpu,
  text,
  span,
  boot,
  unread,
  heap,
  wire,
  'long-tasks': longTasks,
  'page-load': pageLoad,
};
const RESULTS = 'test/bench/results.md';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(MEASURES, name));
if (unknown.length) {
  throw new Error(`There is no ${unknown}; there are ${Object.keys(MEASURES).join(', ')}`);
}

const bench = await createBench(values.quick, PAGE_ASSETS);
const rows: Row[] = [];
try {
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (positionals.length && !positionals.includes(name)) continue;
    const start = Date.now();
    rows.push(...(await measure(bench)));
    console.error(`${name}: ${Math.round((Date.now() - start) / 1000)} s`);
  }
} finally {
  await bench.close();
}

console.log(toTable(rows));
if (!values.quick && !positionals.length) {
  writeFileSync(RESULTS, toReport(rows, bench.browser.version));
  writeFileSync('README.md', refresh(readFileSync('README.md', 'utf8'), rows));
}
