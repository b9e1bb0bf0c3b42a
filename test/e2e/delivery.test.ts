/** What of a page's spans reaches Zipkin, however the page ends and whatever Zipkin does meanwhile. */
import type { BrowserContext } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startCollector } from '../../demo/collector/server.ts';
import { mergeSpans } from '../../devtools/model/merge.ts';
import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import type { Ledger, Rootspan } from '../../src/index.ts';
import { SCENARIOS } from '../bench/delivery/scenarios.ts';
import { missing, startShop, type World } from '../bench/delivery/world.ts';
import { launchBrowser, until } from '../fixtures/browser.ts';
import { expectToAddUp } from '../fixtures/ledger.ts';
import { startOutage } from '../fixtures/outage.ts';
import { SCRIPTS, startTracedShop, type TracedShop } from '../fixtures/traced-shop.ts';
import { startZipkin } from '../fixtures/zipkin-server.ts';

declare const rootspan: Rootspan;

interface Zipkin {
  readonly url: string;
  close(): Promise<void>;
}

const ZIPKINS: [name: string, start: () => Promise<Zipkin | undefined>][] = [
  ['our collector', () => startCollector({ port: 0 })],
  ['the real Zipkin', startZipkin],
];

let run = Date.now() % 1_000_000;

describe.each(ZIPKINS)('%s', (_, start) => {
  let zipkin: Zipkin | undefined;
  let traced: TracedShop;
  let context: BrowserContext;

  beforeAll(async () => {
    zipkin = await start();
    traced = await startTracedShop(zipkin?.url);
  });
  afterAll(async () => {
    await traced?.close();
    await zipkin?.close();
  });
  beforeEach(async () => {
    const { browser, outage } = traced;
    context = await browser.newContext();
    outage.mood = {};
    outage.accepted.length = 0;
    run++;
  });
  const endings: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0)) await end();
    await context.close();
  });

  test.for(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s: every span arrives',
    async ([, scenario], { skip }) => {
      if (!zipkin) skip();
      const { outage, shop } = traced;
      const { url, elsewhere } = shop;
      const ms = (full: number) => full / 5;
      const atEnd = (end: () => unknown) => endings.push(end);
      const world: World = { shop: url, elsewhere, outage, context, ms, run, atEnd };
      await scenario.run(world);
      const { spans, certain = spans } = scenario;
      const lacking = () => missing(run, spans, outage.accepted);
      await until('the spans', () => lacking().length <= spans - certain).catch(() => {});
      expect(lacking().length, `without ${lacking()}`).toBeLessThanOrEqual(spans - certain);

      for (const page of context.pages()) {
        if (page.url().includes('/elsewhere')) continue;
        const ledger = await page.evaluate<Ledger>(() => rootspan.ledger());
        expectToAddUp(ledger);
      }
      expect(await twice(zipkin?.url ?? '', outage.accepted)).toEqual([]);
    },
  );
});

/** What Zipkin tells twice of these spans' traces. */
async function twice(zipkin: string, spans: readonly ZipkinSpan[]): Promise<ZipkinSpan[]> {
  const again: ZipkinSpan[] = [];
  for (const traceId of new Set(spans.map(({ traceId }) => traceId))) {
    const answer = await fetch(`${zipkin}/api/v2/trace/${traceId}`);
    const seen = new Set<string>();
    for (const span of (await answer.json()) as ZipkinSpan[]) {
      const text = JSON.stringify(span);
      if (seen.has(text)) again.push(span);
      seen.add(text);
    }
  }
  return again;
}

test('what was in flight as its page went into the back-forward cache is told of twice, and is one span', async () => {
  const { outage, shop, browser, close } = await startTracedShop();
  try {
    const page = await browser.newPage();
    await page.goto(shop.url);
    await page.evaluate(`void burst(${++run}, 1, '/slow')`);
    await page.goto(`${shop.url}/elsewhere`);
    await page.goBack({ waitUntil: 'commit' });
    const told = () => outage.accepted.filter((span) => JSON.stringify(span).includes(`m${run}x0`));
    await until('both fragments', () => told().length === 2);
    const [left, ended] = told();
    expect(left?.id).toBe(ended?.id);
    expect(left).toMatchObject({ tags: { 'rootspan.incomplete': 'left before its end' } });
    expect(left).not.toHaveProperty('duration');
    expect(ended?.duration).toBeGreaterThan(0);
    const [span, ...others] = mergeSpans(told());
    expect(others).toEqual([]);
    expect(span?.duration).toBe(ended?.duration);
    expect(span?.tags).not.toHaveProperty('rootspan.incomplete');
    expectToAddUp(await page.evaluate<Ledger>(() => rootspan.ledger()));
  } finally {
    await close();
  }
});

test('what the browser keeps from a local address waits until the user allows it', async () => {
  const outage = await startOutage();
  const script = SCRIPTS['/rootspan.js'].replaceAll('</script', '<\\/script');
  const tag = `<script data-service="shop" data-zipkin="${outage.url}">${script}</script>`;
  const policy = { 'content-security-policy': 'treat-as-public-address' };
  const shop = await startShop(tag, {}, policy);
  const url = shop.url.replace('localhost', 'public.test');
  const browser = await launchBrowser([
    '--host-resolver-rules=MAP public.test 127.0.0.1',
    `--unsafely-treat-insecure-origin-as-secure=${url}`,
  ]);
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    let refusals = 0;
    page.on('requestfailed', (request) => {
      if (request.method() === 'POST') refusals++;
    });
    await page.goto(url);
    const ledger = () => page.evaluate<Ledger>(() => rootspan.ledger());
    await until('the page load to be stored', async () => (await ledger()).stored > 0);
    await page.evaluate(() => rootspan.startSpan('later').finish());
    await page.evaluate(() => rootspan.flush());
    expectToAddUp(await ledger());
    expect([refusals, outage.accepted]).toEqual([1, []]);
    await context.grantPermissions(['local-network-access']);
    await page.reload();
    await until('what was stored', async () => (await ledger()).takenOver > 0);
    expectToAddUp(await ledger());
    expect(outage.accepted.map(({ name }) => name)).toContain('later');
  } finally {
    await browser.close();
    shop.close();
    await outage.close();
  }
});

test('to our collector, though of another origin, spans go as gzip once it has said that it reads it', async () => {
  const collector = await startCollector({ port: 0 });
  const tag = `<script src="/rootspan.js" data-service="packed" data-zipkin="${collector.url}"></script>`;
  const shop = await startShop(tag, SCRIPTS);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const encodings: (string | null)[] = [];
    page.on('request', async (request) => {
      if (request.method() === 'POST')
        encodings.push(await request.headerValue('content-encoding'));
    });
    await page.goto(shop.url);
    for (let i = 0; i < 2; i++) {
      await page.evaluate(`own(${++run}, 20, 10)`);
      await page.evaluate(() => rootspan.flush());
    }
    const ledger = await page.evaluate<Ledger>(() => rootspan.ledger());
    expectToAddUp(ledger);
    expect(ledger).toMatchObject({ refused: 0, waiting: 0 });
    expect(ledger.delivered).toBeGreaterThanOrEqual(40);
    expect(encodings).toEqual(expect.arrayContaining([null, 'gzip']));
    const stored = await fetch(`${collector.url}/api/v2/traces?serviceName=packed&limit=100`);
    const spans = ((await stored.json()) as ZipkinSpan[][]).flat();
    expect(spans.length).toBe(ledger.delivered);
  } finally {
    await browser.close();
    shop.close();
    await collector.close();
  }
});
