import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { openPanel, textOf } from './open-panel.tsx';

const MARKUP = '<img src=x onerror="document.title=\'harmed\'"><script>alert(1)</script>';

test('markup is text, wherever a span says it', async () => {
  const { root } = await openDetail(
    span({
      name: MARKUP,
      localEndpoint: { serviceName: MARKUP },
      remoteEndpoint: { serviceName: MARKUP, ipv4: MARKUP },
      tags: { [MARKUP]: MARKUP, error: MARKUP },
      annotations: [{ timestamp: 2, value: MARKUP }],
    }),
  );
  expect(textOf(root.querySelector('.trace-header__title'))).toBe(MARKUP);
  expect(root.querySelector('img, script, iframe')).toBeNull();
  expect(document.title).not.toBe('harmed');
});

test.each([
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,hi',
  'file:///etc/passwd',
  'https:',
])('%j is no link', async (value) => {
  const { root } = await openDetail(span({ tags: { value } }));
  expect(root.querySelector('.span-detail a')).toBeNull();
});

test('a web address is a link, to a page that can’t reach back', async () => {
  await openDetail(span({ tags: { docs: 'https://example.test/a?b=c' } }));
  const link = page.getByRole('link', { name: 'https://example.test/a?b=c' });
  await expect.element(link).toHaveAttribute('rel', 'noopener noreferrer');
  await expect.element(link).toHaveAttribute('target', '_blank');
});

test('a tag of a megabyte is cut, and shown on demand as far as it is kept', async () => {
  const { root } = await openDetail(span({ tags: { 'db.statement': 'x'.repeat(1_000_000) } }));
  expect(textOf(root.querySelector('.span-detail')).length).toBeLessThan(3_000);
  await page.getByRole('button', { name: /^Show all 100,/ }).click();
  await expect
    .poll(() => textOf(root.querySelector('.span-detail')).length)
    .toBeGreaterThan(100_000);
});

test('right-to-left text, and marks that turn the text around, turn nothing but themselves', async () => {
  const { root } = await openDetail(
    span({ name: '\u202Eevil', localEndpoint: { serviceName: 'שלום' } }),
  );
  const [service, name] = root.querySelectorAll('.span-row__text bdi');
  const left = (element: Element) => element.getBoundingClientRect().left;
  expect(textOf(service!)).toBe('שלום');
  expect(left(service!)).toBeLessThan(left(name!));
});

test('a span that says nothing has a row, an entry and details', async () => {
  const { root } = await openDetail({ traceId: 'abc', id: 'abc' });
  expect(textOf(root.querySelector('.span-row__text'))).toBe('unnamed');
  expect(textOf(root.querySelector('.trace-entry__title'))).toBe('unnamed');
});

test('a time that no calendar has does no harm', async () => {
  const { root } = await openDetail(span({ timestamp: Number.MAX_SAFE_INTEGER - 10, duration: 5 }));
  expect(root.querySelector('.span-detail')).not.toBeNull();
});

async function openDetail(one: ZipkinSpan) {
  const opened = openPanel({ spans: [one] });
  opened.panel.select(one.traceId);
  await expect.poll(() => opened.root.querySelector('#row-0')).not.toBeNull();
  opened.root.querySelector<HTMLElement>('#row-0')!.click();
  await expect.poll(() => opened.root.querySelector('.span-detail')).not.toBeNull();
  return opened;
}

function span(more: Partial<ZipkinSpan>): ZipkinSpan {
  return { traceId: 'abc', id: 'abc', name: 'get', timestamp: 1, duration: 5, ...more };
}
