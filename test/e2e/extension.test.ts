import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Frame, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../demo/collector/server.ts';
import { type DevtoolsWindow, openDevtools } from '../fixtures/devtools-window.ts';
import { startToyShop, type ToyShop } from '../fixtures/toy-shop.ts';

const EXTENSION = fileURLToPath(new URL('../../dist/extension', import.meta.url));

let zipkin: Collector;
let shop: ToyShop;
let opened: DevtoolsWindow | undefined;

beforeAll(async () => {
  if (!existsSync(EXTENSION)) throw new Error(`${EXTENSION} is missing: npm run build makes it`);
  zipkin = await startCollector({ port: 0 });
  shop = await startToyShop(zipkin.url);
});

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

afterAll(async () => {
  shop?.close();
  await zipkin?.close();
});

test('the panel lists what the page does, as it does it', async () => {
  const { page, panel } = await open('/');
  await expectTraces(panel, ['page load']);
  await order(page, 1);
  await expectTraces(panel, ['GET /orders/1', 'page load']);
});

test('the page’s own message listeners hear nothing of the panel', async () => {
  const { page, panel } = await open('/');
  await expectTraces(panel, ['page load']);
  expect(await page.evaluate('heard')).toEqual([]);
});

test('after a reload and after a navigation, the new page’s traces join the list', async () => {
  const { page, panel } = await open('/');
  await expectTraces(panel, ['page load']);
  await page.reload();
  await expectTraces(panel, ['page load', 'page load']);
  await page.goto(`${shop.url}/basket`);
  await expectTraces(panel, ['page load', 'page load', 'page load']);
  await order(page, 2);
  await expectTraces(panel, ['GET /orders/2', 'page load', 'page load', 'page load']);
});

test('a page that comes back from the back-forward cache is heard again', async () => {
  const { page, panel } = await open('/');
  await expectTraces(panel, ['page load']);
  await page.evaluate('heard.push("before")');
  await page.goto(`${shop.url}/basket`);
  await expectTraces(panel, ['page load', 'page load']);

  // A page from the cache doesn't load, so this is all there is to wait for.
  await page.goBack({ waitUntil: 'commit' });
  expect(await page.evaluate('heard')).toEqual(['before']);
  await expectTraces(panel, ['page restore', 'page load', 'page load']);
  await order(page, 3);
  await expectTraces(panel, ['GET /orders/3', 'page restore', 'page load', 'page load']);
});

test('a page without Rootspan is said not to answer, until it does', async () => {
  const { page, panel } = await open('/without');
  await expectTexts(panel.getByRole('heading', { name: 'Looking for' }), ['Rootspan']);
  await addLibrary(page);
  await expectTraces(panel, ['page load']);
});

test('the page’s Zipkin is asked once the user agrees, and from then on, for the whole trace', async () => {
  const { page, devtools, panel } = await open('/');
  const asked: string[] = [];
  devtools.on('request', (request) => asked.push(request.url()));
  const rows = panel.getByRole('row');

  await order(page, 4);
  await panel.getByRole('option', { name: 'GET /orders/4' }).click();
  await expectTexts(rows, ['Span', 'shop-web']);
  expect(asked.filter((url) => url.startsWith(zipkin.url))).toEqual([]);

  await panel.getByRole('button', { name: `Ask ${zipkin.url}` }).click();
  await expectTexts(rows, ['Span', 'gateway', 'orders']);

  await page.goto(`${shop.url}/basket`);
  await order(page, 5);
  await panel.getByRole('option', { name: 'GET /orders/5' }).click();
  await expectTexts(rows, ['Span', 'gateway', 'orders']);
});

test('traces are forced while the panel says so, and after a reload, and no more once it is gone', async () => {
  const { page, devtools, panel } = await open('/');
  await panel.getByRole('button', { name: 'Force traces' }).click();
  expect(await flagsOf(page, 6)).toBe('1');
  await page.reload();
  await expectTraces(panel, ['page load', 'GET /orders/6', 'page load']);
  await expect.poll(() => flagsOf(page, 7), { timeout: 20_000 }).toBe('1');
  await devtools.close();
  await expect.poll(() => flagsOf(page, 8), { timeout: 20_000 }).toBeUndefined();
});

test('what else in the page speaks as the library does can add rows, and do no harm', async () => {
  const { page, panel } = await open('/without');
  await page.evaluate(speakNonsense);
  await expectTraces(panel, ['<b>mine</b>']);
  await addLibrary(page);
  await expectTraces(panel, ['page load', '<b>mine</b>']);
});

test.each(['light', 'dark'])('where DevTools is %s, so is the panel', async (theme) => {
  const { panel } = await open('/', { dark: theme === 'dark' });
  const app = panel.locator('.app');
  expect(await app.evaluate((app) => getComputedStyle(app).colorScheme)).toBe(theme);
});

async function open(path: string, { dark = false } = {}): Promise<DevtoolsWindow> {
  opened = await openDevtools({ extension: EXTENSION, url: shop.url + path, dark });
  return opened;
}

/** Orders something once the page has loaded: what it fetches before belongs to the load. */
async function order(page: Page, id: number): Promise<void> {
  await page.evaluate(async (id) => {
    const [load] = performance.getEntriesByType('navigation');
    const isLoading = () => load instanceof PerformanceNavigationTiming && load.loadEventEnd === 0;
    while (isLoading()) await new Promise((resolve) => setTimeout(resolve));
    await (await fetch(`/orders/${id}`)).text();
  }, id);
}

/** What an order's headers say of forcing its trace. */
async function flagsOf(page: Page, id: number): Promise<string | undefined> {
  const request = page.waitForRequest(`**/orders/${id}`);
  await order(page, id);
  return (await request).headers()['x-b3-flags'];
}

async function addLibrary(page: Page): Promise<void> {
  await page.evaluate((src) => {
    const tag = document.createElement('script');
    tag.src = src;
    tag.dataset.service = 'shop-web';
    document.head.append(tag);
  }, `${zipkin.url}/rootspan.min.js`);
}

/** To be run in the page. */
function speakNonsense(): void {
  addEventListener('rootspan:connect', (event) => {
    if (!(event instanceof MessageEvent)) return;
    const loop: { self?: unknown } = {};
    loop.self = loop;
    const traceId = '00000000000000bb';
    const mine = { traceId, id: traceId, name: '<b>mine</b>', timestamp: 1, duration: 1 };
    const messages = [
      undefined,
      'hello',
      loop,
      { type: 'hello' },
      { type: 'spans', spans: [1n] },
      { type: 'hello', version: 1, service: '', zipkin: 'javascript:alert(1)' },
      { type: 'spans', spans: [null, {}, { ...mine, id: 'x' }, mine] },
    ];
    for (const message of messages) event.ports[0]?.postMessage(message);
  });
  dispatchEvent(new Event('rootspan:ready'));
}

/** The list, newest first. */
async function expectTraces(panel: Frame, titles: string[]): Promise<void> {
  await expectTexts(panel.getByRole('option'), titles);
}

/** Waits until these are the elements, each with its text in it. */
async function expectTexts(elements: Locator, texts: string[]): Promise<void> {
  await expect
    .poll(() => elements.allInnerTexts(), { timeout: 20_000 })
    .toEqual(texts.map((text) => expect.stringContaining(text)));
}
