import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Demo, type DemoOptions, startDemo } from '../../demo/services/run/system.ts';
import { CHROMIUM_FLAGS, ensureChromium } from '../fixtures/chromium.ts';
import { callTraced, outline, spansOf } from '../fixtures/demo.ts';

// Some start the whole demo, or start it twice.
vi.setConfig({ testTimeout: 180_000 });

const ANYWHERE = { port: 0, collectorPort: 0, quiet: true };

/** All spans of an order status, but the page's own. */
const ORDER_STATUS = `
gateway SERVER get /api/orders/:id (shared)
  gateway CLIENT get → auth
    auth SERVER get /permissions/:area/:id (shared)
  gateway CLIENT get → orders
    orders SERVER get /orders/:id
      orders CLIENT get
        shipping SERVER get /deliveries/:id
          shipping CLIENT get
      orders CLIENT pg-pool.connect
      orders CLIENT pg-pool.connect
      orders CLIENT pg.query:select postgres
      orders CLIENT pg.query:select postgres`.trim();

describe('when nothing fails by chance', () => {
  const demo = useDemo({ failures: 'none', seed: 1 });

  test('an order status is one trace, from the page’s span to the database', async () => {
    const { traceId, spanId, response } = await callTraced(`${demo().shop}/api/orders/1042`);
    expect(await response.json()).toMatchObject({
      customer: 'Priya Raman',
      lines: [{ sku: 'POT-CLAY' }, { sku: 'TEA-SENCHA' }],
      delivery: { parcel: '1042', state: 'on the road' },
    });

    const spans = await spansOf(demo().zipkin, traceId, 12);
    expect(outline(spans)).toBe(ORDER_STATUS);
    // The gateway joins the page's span; whatever OpenTelemetry serves is a span of its own.
    expect(spans.filter(({ id }) => id === spanId)).toMatchObject([
      { localEndpoint: { serviceName: 'gateway' }, kind: 'SERVER', shared: true },
    ]);
    expect(spans.find(({ name }) => name === 'pg.query:select postgres')?.tags).toMatchObject({
      'db.system.name': 'postgresql',
      'db.query.text': expect.stringContaining('FROM orders WHERE id = $1'),
    });
  });

  test('stock is asked of orders and its database alone', async () => {
    const { traceId, response } = await callTraced(`${demo().shop}/api/stock/POT-CLAY`);
    expect(await response.json()).toMatchObject({ name: 'Clay teapot, 0.4 l', stock: 7 });
    expect(outline(await spansOf(demo().zipkin, traceId, 5))).toBe(
      `
gateway SERVER get /api/stock/:sku (shared)
  gateway CLIENT get → orders
    orders SERVER get /stock/:sku
      orders CLIENT pg-pool.connect
      orders CLIENT pg.query:select postgres`.trim(),
    );
  });

  test('a checkout is a transaction in the database', async () => {
    const { traceId, response } = await callTraced(`${demo().shop}/api/checkout`, {
      body: { sku: 'KETTLE-01', quantity: 1 },
    });
    expect(response.status).toBe(201);
    const rows = outline(await spansOf(demo().zipkin, traceId, 11)).split('\n');
    expect(rows.map((row) => row.trim())).toEqual([
      'gateway SERVER post /api/checkout (shared)',
      'gateway CLIENT get → auth',
      'auth SERVER get /permissions/:area/:id (shared)',
      'gateway CLIENT post → orders',
      'orders SERVER post /orders',
      'orders CLIENT pg-pool.connect',
      'orders CLIENT pg.query:begin postgres',
      'orders CLIENT pg.query:commit postgres',
      'orders CLIENT pg.query:insert postgres',
      'orders CLIENT pg.query:insert postgres',
      'orders CLIENT pg.query:update postgres',
    ]);
  });

  test('nobody can buy more than there is', async () => {
    const { response } = await callTraced(`${demo().shop}/api/checkout`, {
      body: { sku: 'POT-CLAY', quantity: 8 },
    });
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({ error: 'POT-CLAY is sold out.' });
  });

  test('a query that fails marks its own span and those of all that waited for it', async () => {
    const { traceId, response } = await callTraced(`${demo().shop}/api/fail`);
    expect(response.status).toBe(502);
    const spans = await spansOf(demo().zipkin, traceId, 5);
    expect(outline(spans)).toBe(
      `
gateway SERVER get /api/fail (shared) !
  gateway CLIENT get → orders !
    orders SERVER get /reports/refunds !
      orders CLIENT pg-pool.connect
      orders CLIENT pg.query:select postgres !`.trim(),
    );
    expect(spans.flatMap(({ tags }) => tags?.error ?? [])).toEqual(
      expect.arrayContaining(['500', '502', 'relation "refunds" does not exist']),
    );
  });

  test('another origin is traced too, since its preflight allows the headers', async () => {
    const url = `${demo().crossOrigin}/api/tracking/1043`;
    const preflight = await fetch(url, { method: 'OPTIONS' });
    const allowed = preflight.headers.get('access-control-allow-headers')?.split(', ');
    expect(allowed).toEqual(
      expect.arrayContaining(['X-B3-TraceId', 'X-B3-SpanId', 'X-B3-Sampled']),
    );
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');

    const { traceId } = await callTraced(url);
    expect(outline(await spansOf(demo().zipkin, traceId, 4))).toBe(
      `
gateway SERVER get /api/tracking/:id (shared)
  gateway CLIENT get → shipping
    shipping SERVER get /deliveries/:id
      shipping CLIENT get`.trim(),
    );
  });

  test('a trace that the page did not sample has no spans anywhere', async () => {
    const denied = await callTraced(`${demo().shop}/api/orders/1042`, { sampled: '0' });
    expect(denied.response.status).toBe(200);
    // Every service reports in order: when this trace is complete, the other would be there.
    const accepted = await callTraced(`${demo().shop}/api/orders/1042`);
    await spansOf(demo().zipkin, accepted.traceId, 12);
    const { status } = await fetch(`${demo().zipkin}/api/v2/trace/${denied.traceId}`);
    expect(status).toBe(404);
  });

  test('the page begins with the tag that a user would paste', async () => {
    const { shop, zipkin, crossOrigin } = demo();
    const page = await (await fetch(shop)).text();
    const tag = /<script[^>]*>/.exec(page)?.[0].replace(/\s+/g, ' ');
    expect(tag).toBe(
      `<script src="${zipkin}/rootspan.min.js" data-service="shop-web" data-zipkin="${zipkin}"` +
        ` data-propagate-to="${crossOrigin}" data-panel >`,
    );
    expect(await (await fetch(`${shop}/orders/1042`)).text()).toBe(page);
  });

  test('each button of the page gets its answer, with or without Rootspan', async () => {
    const browser = await chromium.launch({
      executablePath: ensureChromium(),
      args: CHROMIUM_FLAGS,
    });
    try {
      const page = await browser.newPage();
      const errors: Error[] = [];
      page.on('pageerror', (error) => errors.push(error));
      await page.route('**/rootspan.min.js', (route) => route.abort());
      await page.goto(demo().shop);
      await page.locator('#orders tr').first().waitFor();

      for (const button of await page.locator('#actions button').all()) await button.click();
      await eventually(() => page.locator('.status.waiting').count()).toBe(0);

      expect(await page.locator('#activity li').count()).toBe(15);
      expect(await page.locator('li:has(.status.bad)').allTextContents()).toEqual([
        expect.stringContaining('relation "refunds" does not exist'),
      ]);
      expect(page.url()).toBe(`${demo().shop}/orders/1042`);
      await page.getByRole('button', { name: 'Back to all orders' }).click();
      await eventually(() => page.locator('#order').isHidden()).toBe(true);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

describe('when everything fails that can', () => {
  const demo = useDemo({ failures: 'all', seed: 1 });

  test('auth’s 500 ends an order status, and is told in words', async () => {
    const { traceId, response } = await callTraced(`${demo().shop}/api/orders/1042`);
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({
      error: 'The service “auth” failed: The session store lost its connection.',
    });
    const spans = await spansOf(demo().zipkin, traceId, 3);
    expect(outline(spans)).toBe(
      `
gateway SERVER get /api/orders/:id (shared) !
  gateway CLIENT get → auth !
    auth SERVER get /permissions/:area/:id (shared) !`.trim(),
    );
    expect(spans.find(({ localEndpoint }) => localEndpoint?.serviceName === 'auth')?.tags).toEqual({
      'http.path': '/permissions/orders/1042',
      'http.status_code': '500',
      error: '500',
    });
  });

  test('the carrier’s failure goes all the way up, as OpenTelemetry’s status and as a tag', async () => {
    const { traceId } = await callTraced(`${demo().crossOrigin}/api/tracking/1043`);
    const spans = await spansOf(demo().zipkin, traceId, 4);
    expect(outline(spans)).toBe(
      `
gateway SERVER get /api/tracking/:id (shared) !
  gateway CLIENT get → shipping !
    shipping SERVER get /deliveries/:id !
      shipping CLIENT get !`.trim(),
    );
  });
});

test('the same seed makes the same luck, request by request', async () => {
  const first = await luckOf(20);
  expect(await luckOf(20)).toEqual(first);
  expect(new Set(first).size).toBeGreaterThan(2);
});

test('closing leaves no process behind', async () => {
  const demo = await startDemo({ ...ANYWHERE, failures: 'none' });
  expect(childProcesses()).toBe(6);
  await demo.close();
  await eventually(childProcesses).toBe(0);
  await expect(fetch(demo.shop)).rejects.toThrow();
});

test.each([
  ['Ctrl+C', 'SIGINT'],
  ['a kill that it cannot see', 'SIGKILL'],
] as const)('the command takes everything with it on %s', async (_how, signal) => {
  const command = spawn(process.execPath, [
    ...['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href],
    ...['demo/start.ts', '--port', '0', '--collector-port', '0'],
  ]);
  const shop = await addressPrintedBy(command);
  expect((await fetch(shop)).status).toBe(200);

  command.kill(signal);
  const [code] = await once(command, 'close');
  expect(code).toBe(signal === 'SIGINT' ? 0 : null);
  await eventually(() =>
    fetch(shop).then(
      () => 'there',
      () => 'gone',
    ),
  ).toBe('gone');
});

/** An expectation that a busy machine may take its time to meet. */
function eventually<Value>(ask: () => Value | Promise<Value>) {
  return expect.poll(ask, { timeout: 20_000 });
}

/** A demo for the tests of a group. */
function useDemo(options: DemoOptions): () => Demo {
  let demo: Demo | undefined;
  beforeAll(async () => {
    demo = await startDemo({ ...ANYWHERE, ...options });
  });
  afterAll(() => demo?.close());
  return () => {
    if (!demo) throw new Error('The demo is not running.');
    return demo;
  };
}

/** What comes of the same questions to a shop with this seed. */
async function luckOf(seed: number): Promise<string[]> {
  const demo = await startDemo({ ...ANYWHERE, seed });
  try {
    const luck: string[] = [];
    for (const id of [1040, 1041, 1042, 1040, 1041, 1042]) {
      const response = await fetch(`${demo.shop}/api/orders/${id}`);
      const { delivery } = await response.json();
      luck.push(`${id}: ${response.status} ${delivery?.state ?? ''}`);
    }
    return luck;
  } finally {
    await demo.close();
  }
}

function childProcesses(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'ProcessWrap').length;
}

async function addressPrintedBy(command: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of command.stdout ?? []) {
    text += chunk;
    const address = /The shop: +(\S+)/.exec(text)?.[1];
    if (address) return address;
  }
  throw new Error(`It ended, and said: ${text}`);
}
