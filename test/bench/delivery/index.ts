/**
 * `npm run bench:delivery`: of the spans of a page, how many arrive, for Rootspan and OpenTelemetry, with the same pages,
 * the same ends, the same sink. A whole run writes `delivery-results.md`.
 *
 * `npm run bench:delivery -- --repeats 3 --tracer rootspan crash` runs the scenarios with that word in their name three times
 * each, for one of the two.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright';
import { launchBrowser } from '../../fixtures/browser.ts';
import { startOutage } from '../../fixtures/outage.ts';
import { type Contestant, scriptOf } from '../contestants.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { missing, startShop } from './world.ts';

const CONTESTANTS = ['rootspan', 'opentelemetry'] as const satisfies readonly Contestant[];
const RESULTS = 'test/bench/delivery-results.md';
/** Runs at a time: most of a run is waiting. */
const AT_ONCE = 10;
const PATIENCE = 8000;

/** What came of one run. */
interface Outcome {
  readonly arrived: number;
  /** Reports that came again, exactly as they were: Zipkin ignores them. */
  readonly again: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repeats: { type: 'string', default: '20' },
    tracer: { type: 'string' },
  },
});
const repeats = Number(values.repeats);
let runs = 0;

const browser = await launchBrowser();
const rows: string[] = [];
try {
  for (const scenario of SCENARIOS) {
    if (!positionals.every((word) => scenario.name.includes(word))) continue;
    const cells: string[] = [];
    for (const contestant of CONTESTANTS) {
      if (values.tracer && values.tracer !== contestant) continue;
      cells.push(describe(scenario, await repeat(scenario, contestant)));
    }
    rows.push(`| ${scenario.name} | ${scenario.spans} | ${cells.join(' | ')} |`);
    console.log(rows.at(-1));
  }
} finally {
  await browser.close();
}
if (!positionals.length && !values.tracer) writeFileSync(RESULTS, toReport(browser));

async function repeat(scenario: Scenario, contestant: Contestant): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let started = 0;
  const work = async () => {
    while (started++ < repeats) outcomes.push(await runOnce(scenario, contestant));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

async function runOnce(scenario: Scenario, contestant: Contestant): Promise<Outcome> {
  const run = ++runs;
  const outage = await startOutage();
  const script = `/${contestant}.js`;
  const endpoint = `${outage.url}/api/v2/spans`;
  const tag = `<script src="${script}" data-service="shop" data-zipkin="${endpoint}"></script>`;
  const shop = await startShop(tag, { [script]: scriptOf(contestant) });
  const context = await browser.newContext();
  const endings: (() => unknown)[] = [];
  const lacking = () => missing(run, scenario.spans, outage.accepted).length;
  try {
    await scenario.run({
      ...{ shop: shop.url, elsewhere: shop.elsewhere, outage, context, run },
      ms: (full) => full,
      atEnd: (end) => endings.push(end),
    });
    const end = Date.now() + (scenario.patience ?? PATIENCE);
    while (lacking() && Date.now() < end) await pause(100);
    // What comes twice comes a little later.
    await pause(1000);
    const texts = outage.accepted.map((span) => JSON.stringify(span));
    return {
      arrived: scenario.spans - lacking(),
      again: texts.length - new Set(texts).size,
    };
  } finally {
    for (const end of endings) await end();
    await context.close();
    shop.close();
    await outage.close();
  }
}

/** `100 %`; where not all arrived, the worst run as well. */
function describe({ spans }: Scenario, outcomes: readonly Outcome[]): string {
  const shares = outcomes.map(({ arrived }) => (100 * arrived) / spans);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const worst = Math.min(...shares);
  const again = outcomes.reduce((sum, outcome) => sum + outcome.again, 0);
  const text = mean === 100 ? '100 %' : `${mean.toFixed(1)} % (worst ${worst.toFixed(0)} %)`;
  return again ? `${text}, ${(again / outcomes.length).toFixed(1)} again` : text;
}

function toReport(browser: Browser): string {
  return `# What of a page's spans arrives

\`npm run bench:delivery\`, ${repeats} runs each, Chromium ${browser.version()}, ${AT_ONCE} pages at a time. Both tracers have the
same pages, the same ends and the same sink, which takes what Zipkin would refuse for its fractions of microseconds.
OpenTelemetry is set up as its documents say, with the Zipkin exporter and its default batches (5 s).

"Again" are reports that came twice, exactly as they were, in the mean of a run: Zipkin ignores them. A span that had not
ended when the page was left counts as arrived: it comes without a duration.

| scenario | spans | Rootspan | OpenTelemetry |
|---|---|---|---|
${rows.join('\n')}

Where not all can arrive: what a renderer that crashes had been told of its requests in the last tenth of a second, and
what a browser that is killed had finished in the last second, is in no memory but theirs. Chromium tells of a request up
to 50 ms after its end; \`fetchLater\` takes what is given to it, and dies with the browser's process.
`;
}
