/**
 * `npm run build`: makes everything in a folder of its own, and then puts it into dist/ file by file. So whoever serves
 * from dist/ meanwhile has all files at any time, and a build that fails leaves it as it was.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Beside dist/, since source maps name their sources by the way from there, and files are renamed into it.
const fresh = mkdtempSync('dist-');
// Ctrl+C is for the tool that runs; what it leaves is cleared up here.
process.on('SIGINT', () => {});

try {
  const isMade =
    run('rollup -c --silent', { ROOTSPAN_DIST: fresh }) &&
    run(`tsc -p tsconfig.json --noEmit false --emitDeclarationOnly --outDir ${fresh}/types`);
  if (isMade) replace('dist', fresh);
  else process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function run(command, environment) {
  const env = { ...process.env, ...environment };
  return spawnSync(command, { shell: true, stdio: 'inherit', env }).status === 0;
}

function replace(folder, fresh) {
  const [before, now] = [filesOf(folder), filesOf(fresh)];
  // New ones first: a file that was there before may name them as soon as it is replaced.
  const isOld = new Set(before);
  for (const file of now.sort((a, b) => isOld.has(a) - isOld.has(b))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    renameSync(join(fresh, file), join(folder, file));
  }
  const isNeeded = new Set(now);
  for (const file of before) if (!isNeeded.has(file)) rmSync(join(folder, file), { force: true });
}

function filesOf(folder) {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
}
