/** What Zipkin's own page shows of spans that were told of more than once: a row for each id. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import type { Rootspan } from '../../src/index.ts';
import { until } from '../fixtures/browser.ts';
import { startTracedShop, type TracedShop } from '../fixtures/traced-shop.ts';
import { type RunningServer, startZipkin } from '../fixtures/zipkin-server.ts';

declare const rootspan: Rootspan;
declare function burst(run: number, count: number, path: string): Promise<void>;

let zipkin: RunningServer | undefined;
let traced: TracedShop;

beforeAll(async () => {
  zipkin = await startZipkin();
  traced = await startTracedShop(zipkin?.url);
});
afterAll(async () => {
  await traced?.close();
  await zipkin?.close();
});

/** Fetches in a span, and tells its trace; what is fetched has not come by then. */
async function startCheckout(page: Page, path: string): Promise<string> {
  await page.goto(traced.shop.url);
  return page.evaluate(
    (path) =>
      new Promise<string>((resolve) => {
        void rootspan.trace('checkout', (span) => {
          resolve(span.context.traceId);
          return burst(1, 2, path);
        });
      }),
    path,
  );
}

/** What was reported of a trace, as it came. */
const reports = (traceId: string) =>
  traced.outage.accepted.filter((span) => span.traceId === traceId);
const idsOf = (spans: readonly ZipkinSpan[]) => [...new Set(spans.map(({ id }) => id))].sort();

/** The ids that the rows of Zipkin's page are of. */
async function rowIds(page: Page, traceId: string): Promise<string[]> {
  await page.goto(`${zipkin?.url}/zipkin/traces/${traceId}`);
  const rows = page.locator('div:text-matches("^shop: ")').locator('visible=true');
  const leaves = rows.filter({ hasNot: page.locator('div') });
  await leaves.first().waitFor();
  const ids: string[] = [];
  for (const row of await leaves.all()) {
    await row.click();
    const text = await page.locator('body').innerText();
    ids.push(/Span ID\s+([0-9a-f]{16})/.exec(text)?.[1] ?? 'no id');
  }
  return ids.sort();
}

test('a span that was reported twice is one row', async ({ skip }) => {
  if (!zipkin) skip();
  const page = await traced.browser.newPage();
  const traceId = await startCheckout(page, '/data');
  await until('the trace', () => reports(traceId).length === 3);
  await fetch(`${zipkin?.url}/api/v2/spans`, {
    method: 'POST',
    body: JSON.stringify(reports(traceId)),
  });
  expect(await rowIds(page, traceId)).toEqual(idsOf(reports(traceId)));
  await page.close();
});

test('a span that was open as its page was left, and ended when it was back, is one row', async ({
  skip,
}) => {
  if (!zipkin) skip();
  const page = await traced.browser.newPage();
  const traceId = await startCheckout(page, '/slow');
  await page.goto(`${traced.shop.url}/elsewhere`);
  await page.goBack({ waitUntil: 'commit' });
  await until('both fragments of all three', () => reports(traceId).length === 6);
  expect(idsOf(reports(traceId))).toHaveLength(3);
  expect(await rowIds(page, traceId)).toEqual(idsOf(reports(traceId)));
  await page.close();
});
