import { gzipSync } from 'node:zlib';
import type { Measure } from './bench.ts';
import { bundle, scriptOf } from './contestants.ts';
import { percent, type Row } from './table.ts';

/** Bytes after gzip at its best, of bundles that esbuild has made with the same flags. */
export const size: Measure = async () => {
  const opentelemetry = weigh(scriptOf('opentelemetry'));
  const core = await bundle({
    stdin: { contents: "export { start } from './dist/index.js'", resolveDir: '.' },
  });
  const script = await bundle({ entryPoints: ['src/script.ts'] });

  function row(what: string, weight: number, most: number): Row {
    return {
      what,
      ratio: `${percent(weight / opentelemetry)} of OpenTelemetry's`,
      goal: `≤ ${kilobytes(most)}`,
      met: weight <= most,
      native: '0',
      rootspan: kilobytes(weight),
      opentelemetry: kilobytes(opentelemetry),
    };
  }
  return [
    row('size: core, by esbuild', weigh(core), 8000),
    row('size: script-tag file, by esbuild', weigh(script), 14_000),
    row('size: script-tag file, as shipped', weigh(scriptOf('rootspan')), 14_000),
  ];
};

function weigh(code: string): number {
  return gzipSync(code, { level: 9 }).length;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
