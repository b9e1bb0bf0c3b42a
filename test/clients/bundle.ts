import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const PAGES = 'test/clients/pages';

/** Every page's script, by its name: what it exports is there as `client`. */
export async function bundlePages(): Promise<ReadonlyMap<string, string>> {
  const pages = readdirSync(PAGES).filter((file) => file.endsWith('.ts'));
  const { outputFiles } = await build({
    entryPoints: pages.map((page) => join(PAGES, page)),
    outdir: 'pages',
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'client',
    target: 'es2022',
    // As Angular's command line has it: zone.js can't follow an `await` of the browser's own.
    supported: { 'async-await': false },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, text }) => [basename(path, '.js'), text]));
}
