import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { rollup } from 'rollup';
import { expect, test } from 'vitest';

/** Kilobytes (1000 bytes) after gzip that each part may weigh. The README prints what it weighs. */
const BUDGETS = {
  'core, bundled': 15.7,
  'script-tag file': 27.1,
  'panel launcher': 1.0,
  'panel, when opened': 40,
} as const;

const weights: Record<keyof typeof BUDGETS, number> = {
  'core, bundled': kilobytes(await bundle("export { start } from './dist/index.js'")),
  'script-tag file': kilobytes(readFileSync('dist/rootspan.min.js', 'utf8')),
  'panel launcher': kilobytes(readFileSync('dist/panel.js', 'utf8')),
  'panel, when opened': readdirSync('dist')
    .filter((file) => /^panel-.*\.js$/.test(file))
    .reduce((sum, file) => sum + kilobytes(readFileSync(`dist/${file}`, 'utf8')), 0),
};

// Keys of an object of ours are what its type says.
const parts = Object.keys(BUDGETS) as (keyof typeof BUDGETS)[];

test.each(parts)('%s keeps within its budget', (part) => {
  expect(weights[part]).toBeLessThanOrEqual(BUDGETS[part]);
});

test.each(parts)('the README tells what the %s weighs', (part) => {
  const row = readFileSync('README.md', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${part} |`));
  expect(row).toContain(`| ${weights[part].toFixed(1)} kB |`);
});

/** What can be passed in. A page that doesn't use a part doesn't load it either. */
const PASSED_IN = [
  ...['asyncContext', 'beacons', 'consoleLines', 'consolePrefix', 'corsBreaker', 'debug', 'errors'],
  ...['eventSources', 'graphql', 'interactions', 'keep', 'longFrames', 'navigations', 'preflights'],
  ...['free', 'performanceTracks', 'preloads', 'redact', 'resources', 'retryWithoutHeaders'],
  ...['serverTimings', 'urls', 'vitals', 'webSockets', 'baggage', 'jaeger', 'w3c', 'xray'],
  ...['routes', 'byRoute', 'rateLimit', 'tracedFetch', 'tracedLog'],
];
const core = await bundle("export { start } from './dist/index.js'");

test.each(PASSED_IN)('%s weighs nothing where it is not passed in', async (part) => {
  const both = await bundle(`export { start, ${part} } from './dist/index.js'`);
  expect(both.length - core.length).toBeGreaterThan(100);
});

test('what the package exports is the core, or can be left out', async () => {
  const exported = Array.from(
    readFileSync('dist/index.js', 'utf8').matchAll(/export \{([^}]*)\}/g),
    ([, names = '']) => names.split(',').map((name) => name.trim().split(' ').at(-1)),
  ).flat();
  expect(exported.sort()).toEqual([...PASSED_IN, 'start', 'everything'].sort());
});

test('the whole is no more than its parts: nothing is in it twice', async () => {
  const whole = await bundle("export * from './dist/index.js'");
  const parts = await bundle(`export { start, everything, ${PASSED_IN} } from './dist/index.js'`);
  expect(whole.length).toBe(parts.length);
});

/** What a bundler makes of an import for production. */
async function bundle(code: string): Promise<string> {
  const entry = {
    name: 'entry',
    resolveId: (id: string) => (id === 'entry' ? id : null),
    load: (id: string) => (id === 'entry' ? code : null),
  };
  const resolveHere = {
    name: 'here',
    resolveId: (id: string) => (id.startsWith('./dist/') ? `${process.cwd()}/${id}` : null),
  };
  const bundled = await rollup({
    input: 'entry',
    plugins: [entry, resolveHere, nodeResolve(), terser({ module: true, ecma: 2020 })],
  });
  const { output } = await bundled.generate({ format: 'es' });
  return output[0].code;
}

/** Without the line that points to the source map, which browsers of users never follow. */
function kilobytes(code: string): number {
  return gzipSync(code.replace(/\n\/\/# sourceMappingURL=.*/, ''), { level: 9 }).length / 1000;
}
