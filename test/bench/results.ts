import { readFileSync } from 'node:fs';
import { availableParallelism, platform, totalmem } from 'node:os';
import { type Row, toTable } from './table.ts';

/** What `results.md` is to hold: the table, and all that is needed to doubt it. */
export function toReport(rows: readonly Row[], browser: string): string {
  const machine = `${availableParallelism()} cores of a ${platform()} machine with ${Math.round(
    totalmem() / 2 ** 30,
  )} GB, shared with others`;
  const versions = PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(', ');
  return `# What Rootspan costs

Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run bench\`: ${browser}, headless; Node ${process.versions.node}; ${machine}.
Against OpenTelemetry's web SDK with fetch, XHR, B3 and Zipkin: ${versions}.

Rootspan is its script-tag file as its tag starts it, with every instrument that is on by default: clicks, routes, vitals,
errors, long frames, sockets and more. *Its core alone* is \`start()\` from a bundle, which traces page loads, fetch and XHR;
OpenTelemetry here traces fetch and XHR. All pages were measured in turn, in one run. Ratios should hold elsewhere, figures are this machine's, and the more work it has besides, the larger they
are. Each is a median; in brackets stands the 95 % interval (bootstrap) of what ours adds, where it is needed to judge.

${toTable(rows)}

- **Size.** Bundled by esbuild with the same flags, gzip at level 9. OpenTelemetry's bundle has no document-load
  instrumentation in it; ours traces page loads.
- **CPU added.** Time of the renderer's main thread, from the call of \`fetch\` to the delivery of its span, less what
  the same requests take without a tracer: 200 of them, six at a time, bodies read, after 200 to warm up. *Stubbed*:
  a \`fetch\` that answers by itself stands where the browser's was. zipkin-js was measured elsewhere: 52 µs stubbed,
  150 to 290 µs with real requests, under load.
- **\`text()\`**, spans and lookups: in pages isolated from other origins, whose clock has steps of 5 µs. What a
  span costs later is not in there, but in *CPU added*.
- **Boot.** CPU time of the main thread for compiling and running the scripts of a page that loads the tracer and nothing
  else, until its load is over. What is compiled off that thread while it comes doesn't count.
- **Not read.** The server writes as fast as it is taken. Held: how much the
  renderer's resident memory has grown.
  No page is driven by Playwright, which would have the browser keep bodies.
- **Heap.** The first ten thousand fetches fill what is bounded: Rootspan keeps its latest 1000 spans for a panel, the
  browser 250 timing entries.
- **Wire.** As arrived, put together to a batch of a hundred. *No phases*: without what the browser measured.
- **Page load.** A list with styles, two scripts, five pictures, four fetches, from an empty cache, with the
  tracer for its first script. *Without* it that script is there and does nothing; *unused* it has our whole file in it,
  which is compiled and never called. *By an \`async\` tag*: the same file, for which the page doesn't wait. Script time
  is CPU time.
`;
}

const PACKAGES = [
  ...['sdk-trace-web', 'instrumentation-fetch', 'instrumentation-xml-http-request'],
  ...['exporter-zipkin', 'propagator-b3', 'api'],
];

function versionOf(name: string): string {
  return JSON.parse(readFileSync(`node_modules/@opentelemetry/${name}/package.json`, 'utf8'))
    .version;
}
