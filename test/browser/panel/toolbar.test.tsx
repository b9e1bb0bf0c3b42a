import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
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

test('traces are forced at a click, again in a page that comes next, until the next click', async () => {
  const { force, greet, leave } = openPanel({ debug: true });
  const button = page.getByRole('button', { name: 'Force traces' });
  await expect.element(button).toHaveAttribute('aria-pressed', 'false');
  await button.click();
  await expect.element(button).toHaveAttribute('aria-pressed', 'true');
  leave();
  await expect.element(button).not.toBeInTheDocument();
  greet();
  await expect.element(button).toHaveAttribute('aria-pressed', 'true');
  await button.click();
  expect(force.mock.calls.flat()).toEqual([true, true, false]);
});

test('where the page can’t force traces, or nobody listens to it, there is no button for it', async () => {
  const button = page.getByRole('button', { name: 'Force traces' });
  openPanel();
  await expect.element(button).not.toBeInTheDocument();
  const { panel } = openPanel({ debug: true });
  await expect.element(button).toBeVisible();
  panel.pause();
  await expect.element(button).not.toBeInTheDocument();
});

function said(root: HTMLElement): string {
  return textOf(root.querySelector('.connection'));
}
