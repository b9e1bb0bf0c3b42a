import { gzipSync } from 'node:zlib';
import type { Bench, Measure } from './bench.ts';
import type { Contestant } from './contestants.ts';
import { type ArrivedSpan, spansOfData } from './server.ts';
import { figure, percent, type Row } from './table.ts';

const SPANS = 100;

/** What the browser measured of a request: without `Timing-Allow-Origin` another origin's spans have none of it. */
const MEASURED = ['http.phases', 'http.response.size', 'http.protocol'];

interface Variant {
  readonly what: string;
  readonly inOneTrace: boolean;
  readonly phases: boolean;
  readonly most: { readonly raw: number; readonly gzip: number };
}

const VARIANTS: readonly Variant[] = [
  { what: 'phases', inOneTrace: true, phases: true, most: { raw: 400, gzip: 55 } },
  { what: 'phases, own traces', inOneTrace: false, phases: true, most: { raw: 400, gzip: 67 } },
  { what: 'no phases', inOneTrace: true, phases: false, most: { raw: 300, gzip: 30 } },
  { what: 'no phases, own traces', inOneTrace: false, phases: false, most: { raw: 300, gzip: 42 } },
];

/** Bytes of a fetch's span in a batch of a hundred, of those that have arrived at a sink. */
export const wire: Measure = async (bench) => {
  const rows: Row[] = [];
  for (const { what, inOneTrace, phases, most } of VARIANTS) {
    const ours = weigh(await collect(bench, 'rootspan', inOneTrace), phases);
    const theirs = weigh(await collect(bench, 'opentelemetry', inOneTrace), true);
    rows.push({
      what: `wire: a fetch's span, ${what}`,
      ratio: `${percent(ours.raw / theirs.raw)} of OpenTelemetry's, gzipped ${percent(ours.gzip / theirs.gzip)}`,
      goal: `≤ ${most.raw} B, ${most.gzip} B gzipped`,
      met: ours.raw <= most.raw && ours.gzip <= most.gzip,
      native: '–',
      rootspan: `${figure(ours.raw)} B, ${figure(ours.gzip)} B`,
      opentelemetry: `${figure(theirs.raw)} B, ${figure(theirs.gzip)} B`,
    });
  }
  return rows;
};

async function collect(
  bench: Bench,
  contestant: Contestant,
  inOneTrace: boolean,
): Promise<ArrivedSpan[]> {
  const page = await bench.open(contestant);
  await page.run('burst', SPANS, inOneTrace);
  await page.run('report');
  await page.expectTraced(SPANS);
  await page.close();
  const spans = spansOfData(page.sink);
  if (spans.some(({ parentId }) => Boolean(parentId) !== inOneTrace)) {
    throw new Error(`${contestant}: spans are not ${inOneTrace ? 'children' : 'roots'}`);
  }
  return spans;
}

/** Batches hold fewer than a hundred: spans of several are put into one, each as it came. */
function weigh(spans: readonly ArrivedSpan[], phases: boolean): { raw: number; gzip: number } {
  const batch = JSON.stringify(phases ? spans : spans.map(withoutPhases));
  return {
    raw: Buffer.byteLength(batch) / spans.length,
    gzip: gzipSync(batch, { level: 9 }).length / spans.length,
  };
}

function withoutPhases(span: ArrivedSpan): ArrivedSpan {
  const tags = Object.entries(span.tags ?? {}).filter(([key]) => !MEASURED.includes(key));
  return { ...span, tags: Object.fromEntries(tags) };
}
