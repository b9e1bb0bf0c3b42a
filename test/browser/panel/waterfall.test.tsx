import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { TRACE_ID, trace } from '../../fixtures/trace.ts';
import { openPanel, press, rows, textOf, textsOf } from './open-panel.tsx';

const ORDER = trace`
  shop-web    get            |====================|  CLIENT http.method=GET http.path=/api/orders/1042
    gateway   get /orders    | ================== |  SERVER shared
      auth    get /check     |  ==                |  SERVER
      orders  get /orders/1  |     ============   |  SERVER error=timeout
        orders  select       |      ====          |
`;

test('a call is one row, with the server’s time inside the caller’s', async () => {
  const { root } = await openTrace(ORDER);
  await expect
    .poll(() => rows(root))
    .toEqual([
      '1 shop-web → gateway get /orders',
      '2 auth get /check',
      '2 orders get /orders/1',
      '3 orders select',
    ]);
  const [call, server] = root.querySelectorAll('#row-0 .bar');
  const outer = call!.getBoundingClientRect();
  const inner = server!.getBoundingClientRect();
  expect(inner.left).toBeGreaterThan(outer.left);
  expect(inner.right).toBeLessThan(outer.right);
});

test('a bar lies where its span does in the trace’s time', async () => {
  const { root } = await openTrace(ORDER);
  const time = root.querySelector('#row-3 .time')!.getBoundingClientRect();
  const bar = root.querySelector('#row-3 .bar')!.getBoundingClientRect();
  expect((bar.left - time.left) / time.width).toBeCloseTo(6 / 20, 2);
  expect(bar.width / time.width).toBeCloseTo(4 / 20, 2);
});

test.each([400, 1000])('a duration covers no bar, nor is it cut off, %i px wide', async (width) => {
  const { root } = await openTrace(
    trace`
      shop-web    get          |==========|                CLIENT
        gateway   get /orders  |  ========================|  SERVER shared
        orders    select       |                     =====|
        orders    commit       |                         =|
    `,
    { width },
  );
  for (const row of root.querySelectorAll('.span-row')) {
    const text = document.createRange();
    text.selectNodeContents(row.querySelector('.span-row__duration')!);
    const label = text.getBoundingClientRect();
    const ends = [...row.querySelectorAll('.bar')].map((bar) => bar.getBoundingClientRect().right);
    expect(label.left).toBeGreaterThan(Math.max(...ends));
    expect(label.right).toBeLessThan(row.getBoundingClientRect().right);
  }
});

test('an error is told by a sign and a word, not by its colour alone', async () => {
  const { root } = await openTrace(ORDER);
  const failed = root.querySelector('#row-2')!;
  expect(failed.querySelector('[role=img]')?.getAttribute('aria-label')).toBe('Failed');
  expect(textOf(root.querySelector('.trace-header__errors'))).toBe('1 error');
});

test('arrows walk the rows, close and open them, and go to the parent', async () => {
  const { root } = await openTrace(ORDER);
  root.querySelector<HTMLElement>('.waterfall')!.focus();
  await press('{ArrowDown}', '{ArrowDown}', '{ArrowDown}');
  await expect.poll(() => selected(root)).toBe('orders get /orders/1');
  await press('{ArrowLeft}');
  await expect.poll(() => rows(root)).toHaveLength(3);
  expect(root.querySelector('#row-2')?.getAttribute('aria-expanded')).toBe('false');
  await press('{ArrowLeft}');
  await expect.poll(() => selected(root)).toBe('shop-web → gateway get /orders');
  await press('{End}', '{ArrowRight}', '{ArrowRight}');
  await expect.poll(() => selected(root)).toBe('orders select');
  await press('{Home}');
  await expect
    .poll(() => root.querySelector('.waterfall')?.getAttribute('aria-activedescendant'))
    .toBe('row-0');
});

test('everything is closed and opened at a click', async () => {
  const { root } = await openTrace(ORDER);
  await page.getByRole('button', { name: 'Collapse all' }).click();
  await expect.poll(() => rows(root)).toEqual(['1 shop-web → gateway get /orders']);
  expect(textOf(root.querySelector('.span-row__hidden'))).toBe('2');
  await page.getByRole('button', { name: 'Expand all' }).click();
  await expect.poll(() => rows(root)).toHaveLength(4);
});

test('e goes to the next error, be it hidden or not', async () => {
  const { root } = await openTrace(ORDER);
  await page.getByRole('button', { name: 'Collapse all' }).click();
  root.querySelector<HTMLElement>('.waterfall')!.focus();
  await press('e');
  await expect.poll(() => selected(root)).toBe('orders get /orders/1');
});

test('of 10,000 spans fewer than 100 are in the document, and each can be reached', async () => {
  const { root } = await openTrace(many(10_000));
  const grid = root.querySelector<HTMLElement>('.waterfall')!;
  await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('10001');
  expect(root.querySelectorAll('.span-row').length).toBeLessThan(100);

  grid.focus();
  await press('{End}');
  await expect.poll(() => selected(root)).toBe('shop span 9999');
  expect(root.querySelectorAll('.span-row').length).toBeLessThan(100);
  expect(root.querySelector('[aria-selected=true].span-row')?.getAttribute('aria-rowindex')).toBe(
    '10001',
  );
  await press('{Home}');
  await expect.poll(() => selected(root)).toBe('shop span 0');
});

test('however deep, a name keeps room to be read', async () => {
  const { root } = await openTrace(chain(200));
  root.querySelector<HTMLElement>('.waterfall')!.focus();
  await press('{End}');
  await expect.poll(() => selected(root)).toBe('shop level 199');
  const name = root.querySelector('.span-row[aria-selected=true] .span-row__text')!;
  expect(name.getBoundingClientRect().width).toBeGreaterThan(60);
  expect(textOf(root.querySelector('.span-row[aria-selected=true] .span-row__depth'))).toBe('199');
});

test('a span without an end, or without a time, is a row all the same', async () => {
  const spans = trace`
    shop    get /cart  |==========|
      shop  running    |  ....    |
      shop  timeless   |==        |
  `;
  const { timestamp: _, duration: __, ...timeless } = spans[2]!;
  const { root } = await openTrace([spans[0]!, spans[1]!, timeless]);
  await expect
    .poll(() => textsOf(root, '.span-row__duration'))
    .toEqual(['10.0 ms', 'no end', 'no time reported']);
});

test('a span whose parent never arrived is shown, and counted', async () => {
  const [, ...children] = ORDER;
  const { root } = await openTrace(children.slice(1), { backend: 'ask' });
  await expect
    .poll(() => rows(root))
    .toEqual(['1 auth get /check', '1 orders get /orders/1', '2 orders select']);
  await expect.element(page.getByText('2 spans whose parent never arrived.')).toBeVisible();
});

async function openTrace(spans: readonly ZipkinSpan[], options = {}) {
  const opened = openPanel({ spans, ...options });
  opened.panel.select(TRACE_ID);
  await expect.poll(() => opened.root.querySelector('.span-row')).not.toBeNull();
  return opened;
}

function selected(root: HTMLElement): string {
  return textOf(root.querySelector('.span-row[aria-selected=true] .span-row__text'));
}

function many(count: number): ZipkinSpan[] {
  return Array.from({ length: count }, (_, n) => span(n, n > 0 ? 0 : undefined, `span ${n}`));
}

function chain(count: number): ZipkinSpan[] {
  return Array.from({ length: count }, (_, n) => span(n, n > 0 ? n - 1 : undefined, `level ${n}`));
}

function span(n: number, parent: number | undefined, name: string): ZipkinSpan {
  const id = (n: number) => (n + 1).toString(16).padStart(16, '0');
  return {
    traceId: TRACE_ID,
    id: id(n),
    ...(parent !== undefined && { parentId: id(parent) }),
    name,
    timestamp: 1_000_000 + n,
    duration: 20_000 - n,
    localEndpoint: { serviceName: 'shop' },
  };
}
