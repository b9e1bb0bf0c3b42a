/** A clone that has not been built, and who builds it. */
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';

// A build takes seconds, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

const clone = mkdtempSync(join(tmpdir(), 'rootspan-clone-'));
const dist = join(clone, 'dist');
for (const name of [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'rollup.config.mjs',
  '.ci',
  'src',
  'devtools',
  'demo',
])
  copy(name);
symlinkSync(join(process.cwd(), 'node_modules'), join(clone, 'node_modules'), 'junction');
afterAll(() => rmSync(clone, { recursive: true }));
beforeEach(() => rmSync(dist, { recursive: true, force: true }));

test.each([
  ['--help', 'npm start -- [flags]'],
  ['--seed abc', '--seed is a whole number'],
])('“npm start -- %s” is answered without a build', async (flags, answer) => {
  expect(await run(`npm start -- ${flags}`)).toContain(answer);
  expect(existsSync(dist)).toBe(false);
});

test('a build takes no file away while it runs, and leaves none of the one before', async () => {
  await run('npm run build');
  const files = ['rootspan.min.js', 'panel.js', ...chunks()].map((file) => join(dist, file));
  const stale = join(dist, 'panel-before.js');
  writeFileSync(stale, '');

  const missed = new Set<string>();
  const watch = setInterval(() => {
    for (const file of files)
      if (!statSync(file, { throwIfNoEntry: false })?.size) missed.add(file);
  });
  await run('npm run build');
  clearInterval(watch);
  expect([...missed]).toEqual([]);
  expect(existsSync(stale)).toBe(false);
  expect(readdirSync(clone).filter((name) => name.startsWith('dist-'))).toEqual([]);
});

test('a clone is built before it is packed', async () => {
  const [packed] = JSON.parse(await run('npm pack --json --loglevel=silent'));
  const paths = packed.files.map(({ path }: { path: string }) => path);
  expect(paths).toEqual(expect.arrayContaining(['dist/index.js', 'dist/types/src/index.d.ts']));
});

function copy(name: string): void {
  cpSync(name, join(clone, name), { recursive: true });
}

/** The panel's chunks, whose names change with what is in them. */
function chunks(): string[] {
  return readdirSync(dist).filter((name) => /^panel-.*\.js$/.test(name));
}

/** What a command in the clone says, be it to praise or to blame. What it would install is there already. */
async function run(command: string): Promise<string> {
  const env = { ...process.env, npm_config_dry_run: 'true', npm_config_offline: 'true' };
  const child = spawn(command, { shell: true, cwd: clone, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  await new Promise((resolve) => child.once('close', resolve));
  return said;
}
