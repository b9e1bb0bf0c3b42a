import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { openPanel, press, real, rows, textOf, textsOf, traces } from './open-panel.tsx';

test('traces appear as they happen, the newest on top', async () => {
  const { root, say } = openPanel({ spans: [request(1)] });
  await expect.poll(() => traces(root)).toEqual(['GET /orders/1']);
  say([request(3), request(2)]);
  await expect
    .poll(() => traces(root))
    .toEqual(['GET /orders/3', 'GET /orders/2', 'GET /orders/1']);
});

test('an entry says what, who, how long, how much, and whether it failed', async () => {
  const { root } = openPanel({ spans: [request(1, { error: '500' })] });
  await expect.element(page.getByRole('option')).toBeVisible();
  const entry = root.querySelector('.trace-entry');
  expect(entry?.querySelector('[role=img]')?.getAttribute('aria-label')).toBe('Failed');
  expect(textOf(entry)).toMatch(/^GET \/orders\/112\.0 msshop-web · 1 span · 1 error/);
});

test('a failure that only Zipkin knows of is marked without a click, and found by the filter', async () => {
  const failed = { ...request(1, { error: '500' }), id: 'beef', parentId: request(1).id };
  const { root, panel } = openPanel({
    spans: [request(1), request(2)],
    zipkin: () => Response.json([real([failed])]),
  });
  await expect
    .poll(() => textsOf(root, '.trace-entry__more'), { timeout: 10_000 })
    .toEqual(['shop-web · 1 span', 'shop-web · 2 spans · 1 error']);
  await expect.element(page.getByRole('img', { name: 'Failed' })).toBeVisible();
  panel.filter.set('error');
  await expect.poll(() => traces(root)).toEqual(['GET /orders/1']);
});

test('the keyboard chooses a trace, and goes on to its spans', async () => {
  const { root } = openPanel({ spans: [request(1), request(2), request(3)] });
  await expect.poll(() => traces(root)).toHaveLength(3);
  root.querySelector<HTMLElement>('.trace-list')!.focus();
  await press('{ArrowDown}', '{ArrowDown}');
  await expect.poll(() => title(root)).toBe('GET /orders/2');
  await press('{End}');
  await expect.poll(() => title(root)).toBe('GET /orders/1');
  await press('{Enter}');
  expect(document.activeElement?.className).toBe('waterfall');
});

test('of 500 traces only those in view are in the document', async () => {
  const { root } = openPanel({ spans: Array.from({ length: 500 }, (_, n) => request(n + 1)) });
  await expect.poll(() => traces(root)[0]).toBe('GET /orders/500');
  expect(traces(root).length).toBeLessThan(40);
  root.querySelector<HTMLElement>('.trace-list')!.focus();
  await press('{End}');
  await expect.poll(() => title(root)).toBe('GET /orders/1');
  await expect.poll(() => root.querySelector('.trace-entry[aria-selected=true]')).not.toBeNull();
});

test('/ begins a filter, Escape ends it', async () => {
  const onClose = vi.fn();
  const { root } = openPanel({ spans: [request(1), request(22)], onClose });
  await expect.poll(() => traces(root)).toHaveLength(2);
  root.querySelector<HTMLElement>('.trace-list')!.focus();
  await press('/', '2', '2');
  await expect.poll(() => traces(root)).toEqual(['GET /orders/22']);
  await press('{Escape}');
  await expect.poll(() => traces(root)).toHaveLength(2);
  expect(onClose).not.toHaveBeenCalled();
  await press('{Escape}');
  expect(onClose).toHaveBeenCalledOnce();
});

test('a filter that leaves nothing says so, and can be cleared', async () => {
  const { root, panel } = openPanel({ spans: [request(1)] });
  panel.filter.set('no such thing');
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await expect.poll(() => traces(root)).toHaveLength(1);
});

test('a trace id that is not in the list can be asked for', async () => {
  const { root, panel } = openPanel({
    spans: [request(1)],
    zipkin: () => Response.json([{ ...request(2), timestamp: 5_000_000 }]),
  });
  panel.filter.set(request(2).traceId);
  await page.getByRole('button', { name: 'Ask Zipkin for this trace' }).click();
  await expect.poll(() => rows(root)).toEqual(['1 shop-web GET /orders/2']);
});

test('paused, the list is told nothing more; cleared, it is empty', async () => {
  const { root } = openPanel({ spans: [request(1)] });
  await page.getByRole('button', { name: /^Pause/ }).click();
  await expect.element(page.getByRole('button', { name: /^Resume/ })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the list' }).click();
  await expect.poll(() => traces(root)).toEqual([]);
  await expect.element(page.getByRole('heading', { name: 'Paused' })).toBeVisible();
});

test('a page without the library is said not to answer', async () => {
  openPanel({ answers: false });
  await expect.element(page.getByRole('heading', { name: 'Looking for Rootspan' })).toBeVisible();
});

test('where there is no room for both, the list gives way to the trace, and back', async () => {
  const { root } = openPanel({ spans: [request(1)], width: 420 });
  await page.getByRole('option').click();
  await expect.poll(() => rows(root)).toHaveLength(1);
  await expect.element(page.getByRole('listbox')).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'All traces' }).click();
  await expect.element(page.getByRole('listbox')).toBeVisible();
});

function request(n: number, tags: Record<string, string> = {}): ZipkinSpan {
  return {
    traceId: n.toString(16).padStart(32, 'a'),
    id: n.toString(16).padStart(16, '0'),
    kind: 'CLIENT',
    name: 'get',
    timestamp: n * 1_000_000,
    duration: 12_000,
    localEndpoint: { serviceName: 'shop-web' },
    tags: { 'http.method': 'GET', 'http.path': `/orders/${n}`, ...tags },
  };
}

function title(root: HTMLElement): string {
  return textOf(root.querySelector('.trace-header__title'));
}
