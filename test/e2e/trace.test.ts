/** The main job: one trace from the page to the database, in both of the panel's hosts, with both Zipkins. */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../demo/services/run/system.ts';
import type { PageMessage, ZipkinAnnotation, ZipkinSpan } from '../../src/bridge/protocol.ts';
import { launchBrowser } from '../fixtures/browser.ts';
import { openDevtools } from '../fixtures/devtools-window.ts';
import {
  chooseTrace,
  expectRows,
  openOverlay,
  openShadowRoots,
  readRows,
} from '../fixtures/panel.ts';
import { startZipkin } from '../fixtures/zipkin-server.ts';

const EXTENSION = fileURLToPath(new URL('../../dist/extension', import.meta.url));

/** What a press of “Order status” causes: the click, its fetch, and all that was done for it. */
const ORDER_STATUS = `
shop-web click button order-status
  gateway get /api/orders/:id
    auth get /permissions/:area/:id
    orders get /orders/:id
      orders pg-pool.connect
      orders pg.query:select postgres
      orders pg-pool.connect
      orders pg.query:select postgres
      shipping get /deliveries/:id
        shipping GET /parcels/1042
`;

const STOCK = `
shop-web click button stock
  gateway get /api/stock/:sku
    orders get /stock/:sku
      orders pg-pool.connect
      orders pg.query:select postgres
`;

/** `!` is a failure. The click itself did not fail. */
const FAILING = `
shop-web click button failing
  ! gateway get /api/fail
    ! orders get /reports/refunds
      orders pg-pool.connect
      ! orders pg.query:select postgres
`;

/** What the shop does while it loads. */
const PAGE_LOAD = `
shop-web page load
  gateway get /api/orders
    orders get /orders
      orders pg-pool.connect
      orders pg.query:select postgres
`;

/** What its load is made of, brings with it, and seemed to take: how much there is of that, is the shop's affair. */
const LOADED = new RegExp(
  `^ {2}shop-web (?:(?:script|link|img) |(?:${[
    ...['connect', 'waiting', 'download', 'parsing', 'dom content loaded', 'load'],
    ...['fcp', 'lcp', 'cls', 'ttfb', 'inp', 'long frame'],
  ].join('|')})$)`,
);

const zipkin = await startZipkin();
afterAll(() => zipkin?.close());

describe('with our collector', () => proveMainJob(undefined));
describe.skipIf(!zipkin)('with a real Zipkin', () => proveMainJob(zipkin?.url));

/** @param url where a Zipkin is; the demo's own collector, where none is given */
function proveMainJob(url: string | undefined): void {
  let demo: Demo;
  let browser: Browser;

  beforeAll(async () => {
    demo = await startDemo({
      failures: 'none',
      seed: 1,
      port: 0,
      collectorPort: 0,
      quiet: true,
      zipkin: url,
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.close();
  });

  test('the panel in the page shows an order status from the click to the database', async () => {
    const page = await openShop();
    await page.getByRole('button', { name: 'Order status' }).click();
    await openOverlay(page);
    await chooseTrace(page, 'click button order-status');
    await expectRows(page, ORDER_STATUS);
    await page.close();
  });

  test('the list in the page tells of whole traces without a click, and of none but the page’s', async () => {
    const page = await openShop();
    await page.getByRole('button', { name: 'Order status' }).click();
    await page.getByRole('button', { name: 'Stock' }).click();
    await openOverlay(page);
    const list = page.getByRole('listbox', { name: 'Traces' }).getByRole('option');
    await expect
      .poll(() => list.allInnerTexts(), { timeout: 20_000 })
      .toEqual([
        expect.stringMatching(/click button stock[\s\S]* [5-9] spans/),
        expect.stringMatching(/click button order-status[\s\S]* 1\d spans/),
        expect.stringMatching(/page load[\s\S]* [12]\d spans/),
      ]);
    await page.close();
  });

  test('each row has its duration, and its details the tags that were reported', async () => {
    const page = await openShop();
    await page.getByRole('button', { name: 'Stock' }).click();
    await openOverlay(page);
    await chooseTrace(page, 'click button stock');
    await expectRows(page, STOCK);
    const rows = page.getByRole('treegrid').locator('[role=row][aria-level]');
    for (const row of await rows.allInnerTexts()) expect(row).toMatch(/\d (?:µs|ms|s)$/);

    await rows.filter({ hasText: 'pg.query:select' }).click();
    const details = page.getByRole('region', { name: 'Span' });
    await details.getByText('FROM products').waitFor();
    await details.getByText('db.system.name').waitFor();
    await page.close();
  });

  test('the panel in the page shows what the page loads below its load', async () => {
    const page = await openShop();
    // Only the rows that are in sight are there.
    await page.setViewportSize({ width: 1280, height: 2000 });
    await openOverlay(page);
    await chooseTrace(page, 'page load');
    await expectRows(page, PAGE_LOAD, LOADED);
    const rows = await readRows(page);
    for (const part of ['waiting', 'parsing', 'script shop.ts', 'link shop.css', 'img icon.svg']) {
      expect(rows).toContain(`  shop-web ${part}`);
    }
    await page.close();
  });

  test('the panel in Chrome’s DevTools shows the same, once its Zipkin is confirmed', async () => {
    const { page, panel, close } = await openDevtools({ extension: EXTENSION, url: demo.shop });
    await page.getByRole('button', { name: 'Order status' }).click();
    await chooseTrace(panel, 'click button order-status');
    await panel.getByRole('button', { name: `Ask ${demo.zipkin}` }).click();
    await expectRows(panel, ORDER_STATUS);
    await close();
  });

  test('Zipkin takes every batch, and has exactly the spans that the page showed', async () => {
    const page = await openShop();
    const answers: number[] = [];
    page.on('response', (response) => {
      if (response.url() === `${demo.zipkin}/api/v2/spans`) answers.push(response.status());
    });
    const live = await listen(page);
    await page.getByRole('button', { name: 'Order status' }).click();
    await page.getByRole('button', { name: 'Stock' }).click();
    const caused = async () =>
      (await live()).filter(({ name }) => /^(?:page load|click .*|get .*)$/.test(name ?? ''));
    await expect.poll(async () => (await caused()).length).toBe(6);

    for (const traceId of new Set((await live()).map((span) => span.traceId))) {
      const shown = (await live()).filter((span) => span.traceId === traceId);
      await expect
        .poll(async () => (await spansOf(traceId, 'shop-web')).sort(byId), { timeout: 10_000 })
        .toEqual(shown.map(asStored).sort(byId));
    }
    expect(new Set(answers)).toEqual(new Set([202]));
    await page.close();
  });

  test('Zipkin knows who depends on whom, the page first', async () => {
    const page = await openShop();
    await page.getByRole('button', { name: 'Order status' }).click();
    await expect
      .poll(
        async () => {
          const links = await ask<{ parent: string; child: string }[]>(
            `dependencies?endTs=${Date.now()}`,
          );
          return links.map(({ parent, child }) => `${parent} → ${child}`);
        },
        { timeout: 20_000 },
      )
      .toEqual(
        expect.arrayContaining([
          'shop-web → gateway',
          'gateway → auth',
          'gateway → orders',
          'orders → shipping',
        ]),
      );
    await page.close();
  });

  // Last, since the database's connection goes with the query: the next request has to connect anew.
  test('a failure is marked on its way up, from the query to the click’s request', async () => {
    const page = await openShop();
    await page.getByRole('button', { name: 'Failing' }).click();
    await openOverlay(page);
    await chooseTrace(page, 'click button failing');
    await expectRows(page, FAILING);
    await page.close();
  });

  /** The shop, loaded, in a browser that remembers nothing. Anything that goes wrong in the page fails the test. */
  async function openShop(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    page.on('pageerror', (error) => expect.soft(error).toBeUndefined());
    await openShadowRoots(page);
    await page.goto(demo.shop);
    await page.getByText('#1042').first().waitFor();
    return page;
  }

  async function spansOf(traceId: string, service: string): Promise<ZipkinSpan[]> {
    const spans = await ask<ZipkinSpan[]>(`trace/${traceId}`);
    return spans.filter(
      ({ localEndpoint, shared }) => localEndpoint?.serviceName === service && !shared,
    );
  }

  async function ask<Answer>(path: string): Promise<Answer> {
    const response = await fetch(`${demo.zipkin}/api/v2/${path}`);
    // What isn't there yet is none of it.
    return response.ok ? response.json() : ([] as Answer);
  }
}

function byId(a: ZipkinSpan, b: ZipkinSpan): number {
  return a.id < b.id ? -1 : 1;
}

/** Zipkin sorts annotations: by time, then by text. */
function asStored(span: ZipkinSpan): ZipkinSpan {
  const order = (a: ZipkinAnnotation, b: ZipkinAnnotation) =>
    a.timestamp - b.timestamp || (a.value < b.value ? -1 : 1);
  return span.annotations ? { ...span, annotations: span.annotations.toSorted(order) } : span;
}

/** Connects to the page as a panel does; gives what it has said until now, as it would be on the wire. */
async function listen(page: Page): Promise<() => Promise<ZipkinSpan[]>> {
  await page.evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    const spans: ZipkinSpan[] = [];
    port1.onmessage = ({ data }: MessageEvent<PageMessage>) => {
      if (data.type === 'spans') spans.push(...data.spans);
    };
    window.dispatchEvent(new MessageEvent('rootspan:connect', { ports: [port2] }));
    Object.assign(window, { live: spans });
  });
  return async () => JSON.parse(await page.evaluate('JSON.stringify(live)'));
}
