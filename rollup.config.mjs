import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { transform } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Where to. .ci/build.mjs names a folder of its own, so that dist/ is never without files. */
const { ROOTSPAN_DIST: DIST = 'dist' } = process.env;

/** Strips types and JSX, file by file; imports name their `.ts` files, so nothing needs resolving. */
const types = {
  name: 'types',
  async transform(code, id) {
    if (!/\.tsx?$/.test(id)) return null;
    const { code: script, map } = await transform(code, {
      loader: id.endsWith('x') ? 'tsx' : 'ts',
      sourcefile: id,
      sourcemap: 'external',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      define: { __VERSION__: JSON.stringify(version) },
    });
    return { code: script, map };
  },
};

/** A style sheet is imported as the text of a constructable one: no `<style>`, so no CSP in its way. */
const css = {
  name: 'css',
  async transform(code, id) {
    if (!id.endsWith('.css')) return null;
    const { code: sheet } = await transform(code, { loader: 'css', minify: true });
    return { code: `export default ${JSON.stringify(sheet)}`, map: null };
  },
};

/** Copies files that are shipped as they are. */
const copy = (...files) => ({
  name: 'copy',
  generateBundle() {
    for (const file of files) {
      this.emitFile({ type: 'asset', fileName: basename(file), source: readFileSync(file) });
    }
  },
});

const plugins = [types, css, nodeResolve()];
// Neither `module` nor `toplevel` on an IIFE: terser would drop what the page is to see.
const small = (module, preamble) =>
  terser({
    module,
    ecma: 2020,
    compress: { passes: 3, unsafe_arrows: true },
    format: { preamble },
  });
/**
 * Chromium compiles the whole file while it comes, off the main thread, and not function by function as it starts:
 * https://v8.dev/blog/explicit-compile-hints
 */
const COMPILE_HINT = '//# allFunctionsCalledOnLoad';
/** Developer tools step over our frames in the page's own stacks. */
const ours = { sourcemap: true, sourcemapIgnoreList: () => true };
const es = { format: 'es', ...ours };

/** What is bundled of others goes with their licences. */
const licences = (...files) => ({
  name: 'licences',
  generateBundle() {
    const texts = files.map((file) => `${file}\n\n${readFileSync(`node_modules/${file}`, 'utf8')}`);
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source: texts.join('\n\n') });
  },
});
const licencesOfPanel = licences('preact/LICENSE', 'idb-keyval/LICENCE', 'web-vitals/LICENSE');

/** What of the extension is no script. */
const EXTENSION_FILES = [
  ...['manifest.json', 'devtools.html', 'panel.html', 'page.css'],
  ...['icon-16.png', 'icon-48.png', 'icon-128.png'],
];

/** One line each: what it is, from where, to where. */
export default [
  esm({ index: 'src/index.ts', auto: 'src/auto.ts' }),
  scriptTag('src/script.ts', `${DIST}/rootspan.min.js`),
  panel('devtools/overlay/index.ts'),
  extensionPages('devtools/extension'),
  extensionContent('devtools/extension/content.ts'),
  collector('demo/collector/cli.ts'),
];

/** A file for each module: what an app doesn't import, its bundler needn't look at. */
function esm(input) {
  return {
    input,
    output: {
      dir: DIST,
      ...es,
      preserveModules: true,
      preserveModulesRoot: 'src',
      // npm would leave out a folder of that name.
      entryFileNames: ({ name }) => `${name.replace('node_modules/', 'vendor/')}.js`,
    },
    plugins,
  };
}

function scriptTag(input, file) {
  return {
    input,
    output: { file, format: 'iife', ...ours },
    plugins: [...plugins, small(false, COMPILE_HINT)],
  };
}

function panel(input) {
  return {
    input: { panel: input },
    // One file, though its chunks import from it.
    preserveEntrySignatures: 'allow-extension',
    output: { dir: DIST, ...es, entryFileNames: '[name].js', chunkFileNames: 'panel-[hash].js' },
    plugins: [...plugins, small(true), licencesOfPanel],
  };
}

function extensionPages(folder) {
  return {
    input: { devtools: `${folder}/devtools.ts`, panel: `${folder}/panel.tsx` },
    output: { dir: `${DIST}/extension`, ...es, chunkFileNames: '[name]-[hash].js' },
    plugins: [
      ...plugins,
      copy(...EXTENSION_FILES.map((file) => `${folder}/${file}`)),
      licencesOfPanel,
    ],
  };
}

/** A content script is no module: it gets a file that imports nothing. */
function extensionContent(input) {
  return {
    input,
    output: { file: `${DIST}/extension/content.js`, format: 'iife', ...ours },
    plugins,
  };
}

function collector(input) {
  return {
    input,
    output: { file: `${DIST}/collector.js`, format: 'es', banner: '#!/usr/bin/env node' },
    external: /^node:/,
    plugins: [...plugins, copy('demo/collector/index.html', 'demo/collector/viewer.js')],
  };
}
