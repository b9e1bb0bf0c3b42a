import { expect, test, vi } from 'vitest';
import { TRACE_ID, trace } from '../../fixtures/trace.ts';
import { openPanel, textOf } from './open-panel.tsx';

const spans = trace`shop-web  page load  |====|`;

test('a page that answers is named, beside a full dot', async () => {
  const { root } = openPanel({ spans });
  await expect.poll(() => said(root)).toBe('shop-web');
  expect(root.querySelector('.connection__dot--connected')).not.toBeNull();
});

test.each([
  ['is down', () => Promise.reject(new TypeError('Failed to fetch')), 'doesn’t answer'],
  ['fails', () => new Response('', { status: 503 }), 'fails'],
])('a Zipkin that %s is said to, until it answers', async (_, trouble, words) => {
  const zipkin = vi.fn<() => Response | Promise<Response>>(trouble);
  const { root, panel } = openPanel({ spans, zipkin });
  panel.select(TRACE_ID);
  await expect.poll(() => said(root)).toBe(`shop-web · Zipkin ${words}`);
  expect(root.querySelector('.connection__dot--connected')).toBeNull();
  expect(root.querySelector('.connection .icon--warning')).not.toBeNull();
  zipkin.mockImplementation(() => Response.json([]));
  panel.retry();
  await expect.poll(() => said(root)).toBe('shop-web');
});

test('a Zipkin that is down is found out without a click', async () => {
  const { root } = openPanel({ spans, zipkin: () => Promise.reject(new TypeError('no')) });
  await expect.poll(() => said(root), { timeout: 10_000 }).toContain('Zipkin doesn’t answer');
});

test('a page without Rootspan is said to have none', async () => {
  const { root } = openPanel({ answers: false });
  await expect.poll(() => said(root)).toBe('no Rootspan found in this page');
});

test.each([
  ['a page without Rootspan', { answers: false }],
  ['a Zipkin that is down', { spans, zipkin: () => Promise.reject(new TypeError('no')) }],
])('where there is little room, %s is still said, and not cut off', async (_, options) => {
  const { root, panel } = openPanel({ ...options, width: 400 });
  panel.select(TRACE_ID);
  await expect.poll(() => root.querySelector('.connection--important')).not.toBeNull();
  const { clientWidth, scrollWidth } = root.querySelector('.connection__text')!;
  expect(clientWidth).toBeGreaterThan(80);
  expect(scrollWidth).toBe(clientWidth);
});

test('a collector that went away is said not to answer', async () => {
  const { root, leave } = openPanel({ source: 'collector' });
  await expect.poll(() => said(root)).toBe('shop-web');
  leave();
  await expect.poll(() => said(root)).toBe('the collector doesn’t answer');
  expect(textOf(root.querySelector('.trace-list h2'))).toBe('Looking for the collector');
});

function said(root: HTMLElement): string {
  return textOf(root.querySelector('.connection'));
}
