/**
 * `npm test`: gets a browser if there is none, builds, checks types and style, runs every test that this machine
 * can run, checks the package, and ends with one line of figures.
 *
 * What a test needs and can't find is skipped with a line that says how to get it; with `ROOTSPAN_REQUIRE=all` it
 * fails.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureChromium } from './fixtures/chromium.ts';

const REPORT = 'test-results/vitest.json';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

process.env.CHROMIUM = ensureChromium();
mkdirSync('test-results', { recursive: true });

/** Checks besides the tests; each counts as one. */
const checks: [what: string, command: string][] = [
  ['build', 'npm run build'],
  ['types and style', 'npm run check'],
];
const checksOfPackage: [what: string, command: string][] = [
  ['package', 'npx publint --strict'],
  ['package types', 'npx attw --pack . --profile esm-only --exclude-entrypoints rootspan.min.js'],
];

rmSync(REPORT, { force: true });
let vitestFailed = false;
const failed = checks.filter(fails);
if (!failed.length) {
  const reporters = `--reporter=default --reporter=json --outputFile.json=${REPORT}`;
  vitestFailed = run(`npm run vitest -- ${reporters}`) !== 0;
  failed.push(...checksOfPackage.filter(fails));
}

const report = readReport();
const all = checks.length + checksOfPackage.length;
const figures = {
  passed: (report?.numPassedTests ?? 0) + all - failed.length,
  failed: (report?.numFailedTests ?? 0) + failed.length,
  skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
};
for (const [what, command] of failed) console.log(`FAILED: ${what} (${command})`);
// A run without a report is a failure; so is a file that can't be loaded or set up, and an error outside of any test,
// none of which vitest counts among its failed tests.
if (!report || (vitestFailed && !report.numFailedTests)) figures.failed++;
if (process.env.ROOTSPAN_REQUIRE === 'all') figures.failed += figures.skipped;
console.log(`${figures.passed} passed, ${figures.failed} failed, ${figures.skipped} skipped`);
process.exitCode = figures.failed ? 1 : 0;

function fails([what, command]: [what: string, command: string]): boolean {
  console.log(`\n${what}: ${command}`);
  return run(command) !== 0;
}

function run(command: string): number {
  return spawnSync(command, { stdio: 'inherit', shell: true }).status ?? 1;
}

function readReport(): Report | undefined {
  try {
    return JSON.parse(readFileSync(REPORT, 'utf8'));
  } catch {
    return undefined;
  }
}
