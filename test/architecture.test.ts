import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** The panel's only door into the library. */
const PROTOCOL = 'src/bridge/protocol.ts';
const ZIPKIN_SPAN = 'src/report/zipkin.ts';

/** Who may import whom: the first rule that fits a file is the one. Its own folder always may. */
const RULES: [folder: string, mayImport: string[]][] = [
  ['src/trace/', []],
  ['src/propagate/', ['src/trace/']],
  ['src/privacy/', []],
  ['src/sample/', ['src/trace/', 'src/privacy/']],
  [
    'src/instrument/vitals.ts',
    ['src/instrument/', 'src/trace/', 'src/propagate/', 'src/privacy/', 'web-vitals'],
  ],
  ['src/instrument/', ['src/trace/', 'src/propagate/', 'src/privacy/']],
  ['src/report/queue.ts', ['src/report/', 'src/trace/', 'idb-keyval']],
  ['src/report/', ['src/trace/']],
  ['src/bridge/', ['src/trace/', ZIPKIN_SPAN, 'src/report/ledger.ts', 'src/report/obstacle.ts']],
  ['src/index.ts', ['src/']],
  ['src/', ['src/']],
  ['devtools/model/', [PROTOCOL]],
  ['devtools/query/', ['devtools/model/', PROTOCOL]],
  ['devtools/connect/', [PROTOCOL]],
  [
    'devtools/state/',
    ['devtools/model/', 'devtools/query/', 'devtools/connect/', PROTOCOL, 'preact', 'idb-keyval'],
  ],
  ['devtools/view/', ['devtools/model/', 'devtools/state/', 'preact', PROTOCOL]],
  ['devtools/', ['devtools/', 'preact', PROTOCOL]],
  ['demo/collector/', [ZIPKIN_SPAN, 'node:']],
];

/** What nothing but these may import, whatever their layer allows. */
const RESERVED: [target: RegExp, importers: RegExp][] = [
  [/^src\/start\.ts$/, /^src\/(index|script|tag)\.ts$/],
  [/^idb-keyval/, /^(src\/report\/queue|devtools\/state\/.*)\.ts$/],
  [/^web-vitals/, /^src\/instrument\/vitals\.ts$/],
];

const sources = ['src', 'devtools', 'demo/collector'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file)),
);

test.each(sources)('%s imports only what its layer may', (file) => {
  const rule = RULES.find(([prefix]) => file.startsWith(prefix));
  const [layer, allowed] = rule ?? [file, []];
  const folder = `${dirname(file)}/`;
  const strangers = importsOf(file).filter(
    (target) => ![folder, ...allowed].some((prefix) => target.startsWith(prefix)),
  );
  expect(strangers, `${layer} may import ${allowed.join(', ') || 'nothing'}`).toEqual([]);
});

test.each(sources)('%s imports nothing that is reserved for others', (file) => {
  const taken = importsOf(file).filter((target) =>
    RESERVED.some(([reserved, importers]) => reserved.test(target) && !importers.test(file)),
  );
  expect(taken).toEqual([]);
});

const PAGES = [
  ...['README.md', 'src/README.md', 'devtools/README.md', 'demo/README.md'],
  'test/clients/README.md',
];

test.each(PAGES)('%s names only files that are there', (page) => {
  const folder = dirname(page);
  const named = readFileSync(page, 'utf8').matchAll(
    /`((?:[\w.-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|tsx|mjs|html|css))`/g,
  );
  const missing = Array.from(named, ([, path = '']) => path).filter(
    (path) => !existsSync(path) && !existsSync(join(folder, path)),
  );
  expect(missing).toEqual([]);
});

function importsOf(file: string): string[] {
  const specifiers = readFileSync(file, 'utf8').matchAll(/\b(?:from|import) ?\(?'([^']+)'/g);
  return Array.from(specifiers, ([, specifier = '']) =>
    specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
  );
}
