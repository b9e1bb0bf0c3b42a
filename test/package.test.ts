import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rollup } from 'rollup';
import { expect, test } from 'vitest';

test.each(['nodenext', 'bundler'])(
  'the declarations type-check in a consumer that resolves by %s',
  (resolution) => {
    const project = `test/fixtures/consumer/${resolution}`;
    expect(run('tsc', '-p', project)).toBe('');
  },
);

test('importing the package alone does nothing, and leaves nothing in a bundle', async () => {
  expect(await bundle("import './dist/index.js'")).toBe('\n');
});

test('what is not used is not in a bundle', async () => {
  const code = await bundle("export { everything } from './dist/index.js'");
  expect(code).not.toContain('XMLHttpRequest');
});

test("debuggers step over the library's frames in the page's own stacks", () => {
  const { sources, x_google_ignoreList } = JSON.parse(
    readFileSync('dist/rootspan.min.js.map', 'utf8'),
  );
  expect(sources.length).toBeGreaterThan(10);
  expect(x_google_ignoreList).toHaveLength(sources.length);
});

test('the bin is a program that says what it is', () => {
  expect(run('node', 'dist/collector.js', '--help')).toContain('rootspan');
});

test('the lock file names what every system needs, and no registry', () => {
  const lock = readFileSync('package-lock.json', 'utf8');
  const packages: Record<string, { optionalDependencies?: Record<string, string> }> =
    JSON.parse(lock).packages;
  const locked = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
    .filter((name) => !locked.has(name));
  expect(missing).toEqual([]);
  expect(lock).not.toContain('"resolved"');
});

function run(command: string, ...args: string[]): string {
  const [program, rest] = command === 'node' ? [command, args] : ['npx', [command, ...args]];
  try {
    return execFileSync(program, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    // A failed run tells why on its standard output.
    return String((error as { stdout?: unknown }).stdout);
  }
}

async function bundle(code: string): Promise<string> {
  const entry = {
    name: 'entry',
    resolveId: (id: string) =>
      id === 'entry' ? id : id.startsWith('./dist/') ? `${process.cwd()}/${id}` : null,
    load: (id: string) => (id === 'entry' ? code : null),
  };
  const bundled = await rollup({
    input: 'entry',
    plugins: [entry],
    logLevel: 'silent',
    treeshake: { moduleSideEffects: (id) => id === 'entry' },
  });
  const { output } = await bundled.generate({ format: 'es' });
  return output[0].code;
}
