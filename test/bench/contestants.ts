import { readFileSync } from 'node:fs';
import { type BuildOptions, build } from 'esbuild';

/**
 * What is compared: a page without a tracer, with ours, and with the usual one. Where it matters also one whose script
 * does nothing, one with our file in it that nobody calls, one whose tag is `async`, and one with our core alone, which
 * traces what the usual one does, and page loads.
 */
export const CONTESTANTS = [
  ...(['native', 'nothing', 'unused', 'core', 'rootspan', 'async', 'opentelemetry'] as const),
] as const;

export type Contestant = (typeof CONTESTANTS)[number];

/** A lock file may hold these twice, for a difference of one patch version: that is not to be weighed. */
const ONCE = Object.fromEntries(
  ['core', 'resources', 'sdk-trace'].map((name) => [
    `@opentelemetry/${name}`,
    `./node_modules/@opentelemetry/${name}`,
  ]),
);

/** By this line our script-tag file is compiled while it comes, and a page's bundle can be. */
const COMPILED = '//# allFunctionsCalledOnLoad\n';

const OURS = withoutSourceMap(readFileSync('dist/rootspan.min.js', 'utf8'));

/** The script that each one's page begins with: it starts with the options of its own tag. */
const SCRIPTS: Readonly<Record<Contestant, string>> = {
  native: '',
  nothing: ';',
  core: `${COMPILED}${await bundle({ entryPoints: ['test/bench/core.ts'] })}`,
  unused: OURS.replace(COMPILED, `${COMPILED}globalThis.unused = () => {`).concat('\n};'),
  rootspan: OURS,
  async: OURS,
  opentelemetry: await bundle({ entryPoints: ['test/bench/opentelemetry.ts'] }),
};

export function scriptOf(contestant: Contestant): string {
  return SCRIPTS[contestant];
}

/** How a page takes its tracer in. Spans go to `sink`. */
export function tagOf(contestant: Contestant, sink: string): string {
  if (!scriptOf(contestant)) return '';
  const attribute = contestant === 'async' ? 'async ' : '';
  return `<script ${attribute}src="/contestants/${contestant}.js" data-service="bench" data-zipkin="${sink}"></script>`;
}

/** What a bundler makes of a file or an import for production: the same one, with the same flags, for everyone. */
export async function bundle(entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>): Promise<string> {
  const { outputFiles, warnings } = await build({
    ...entry,
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"', __VERSION__: '"0"' },
    alias: ONCE,
    logLevel: 'silent',
  });
  const [bundled] = outputFiles ?? [];
  // A warning may say that something was left out, and nothing is lighter or faster than that.
  if (!bundled || warnings.length) throw new Error(JSON.stringify(warnings));
  return bundled.text;
}

/** No browser of a user follows that line. */
export function withoutSourceMap(script: string): string {
  return script.replace(/\n\/\/# sourceMappingURL=.*/, '');
}
