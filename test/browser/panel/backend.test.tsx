import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { TRACE_ID, trace } from '../../fixtures/trace.ts';
import { BASE, openPanel, real, rows } from './open-panel.tsx';

const all = trace`
  shop-web   get          |==========|  CLIENT http.method=GET http.path=/orders
    gateway  get /orders  |  ======  |  SERVER
`;
const live = all.slice(0, 1);

test('the trace fills up with what Zipkin knows', async () => {
  const { root, panel, fetch } = openPanel({ spans: live, zipkin: () => Response.json(real(all)) });
  panel.select(TRACE_ID);
  await expect.poll(() => rows(root)).toEqual(['1 shop-web → gateway get /orders']);
  expect(fetch.mock.calls[0]?.[0]).toBe(`${BASE}/api/v2/trace/${TRACE_ID}`);
  await expect
    .element(page.getByRole('link', { name: 'Open in Zipkin' }))
    .toHaveAttribute('href', `${BASE}/zipkin/traces/${TRACE_ID}`);
});

test('a backend that the page merely names is asked after one click', async () => {
  const { root, panel, fetch } = openPanel({
    spans: live,
    zipkin: () => Response.json(real(all)),
    backend: 'ask',
  });
  panel.select(TRACE_ID);
  await expect.poll(() => rows(root)).toEqual(['1 shop-web GET /orders']);
  expect(fetch).not.toHaveBeenCalled();
  await page.getByRole('button', { name: `Ask ${BASE} for the rest of each trace` }).click();
  await expect.poll(() => rows(root)).toEqual(['1 shop-web → gateway get /orders']);
});

test('where the browser won’t have it, that is said', async () => {
  const { panel, fetch } = openPanel({
    spans: live,
    backend: 'ask',
    requestBackend: async () => false,
  });
  panel.select(TRACE_ID);
  await page.getByRole('button', { name: /^Ask http/ }).click();
  await expect.element(page.getByText('The browser was not allowed to ask')).toBeVisible();
  expect(fetch).not.toHaveBeenCalled();
});

test('a backend that refuses is quoted, and asked again on demand', async () => {
  const zipkin = vi.fn(() => new Response('no such tenant', { status: 403 }));
  const { root, panel } = openPanel({ spans: live, zipkin });
  panel.select(TRACE_ID);
  await expect.element(page.getByText('answered 403: no such tenant')).toBeVisible();
  zipkin.mockImplementation(() => Response.json(real(all)));
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect.poll(() => rows(root)).toEqual(['1 shop-web → gateway get /orders']);
});

test('a backend that is not there leaves the page’s own spans, and says what to look at', async () => {
  const { root, panel } = openPanel({
    spans: live,
    zipkin: () => Promise.reject(new TypeError('Failed to fetch')),
  });
  panel.select(TRACE_ID);
  await expect.element(page.getByText('Is Zipkin running there?')).toBeVisible();
  expect(rows(root)).toHaveLength(1);
});
