import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { TRACE_ID, trace } from '../../fixtures/trace.ts';
import { openPanel, press, textOf, textsOf } from './open-panel.tsx';

const spans = trace`
  shop-web   get          |====================|  CLIENT http.path=/orders
    gateway  get /orders  |     ==========     |  SERVER shared user=u-1 error=refused
`.map((span, n) => ({
  ...span,
  tags: { ...span.tags, 'process.pid': '7', 'host.name': 'box' },
  annotations: [{ timestamp: 3_000 + n * 4_000, value: n === 0 ? 'first byte' : 'cache miss' }],
  localEndpoint: { ...span.localEndpoint, ipv4: '10.0.0.7', port: 80 + n },
}));

test('both sides of a call are told: who, when, how long, and how long on the way', async () => {
  const { root } = await openDetail();
  expect(facts(root)).toMatchObject({
    Service: 'shop-web → gateway',
    Kind: 'client and server',
    Start: '+0 µs',
    Duration: '20.0 ms',
    Client: '20.0 ms',
    Server: '10.0 ms',
    'On the way': '10.0 ms',
    'Span id': '0000000000000001',
  });
  expect(textsOf(root, '.facts dd')).toContain('gateway 10.0.0.7:81');
});

test('the error is on top, in its own words', async () => {
  const { root } = await openDetail();
  expect(textOf(root.querySelector('.span-detail__error'))).toBe('refused');
});

test('tags are told by side; those about the process on demand', async () => {
  const { root } = await openDetail();
  expect(textsOf(root, '.section h3')).toEqual([
    'Tags of the client',
    'Tags of the server',
    'Annotations',
  ]);
  expect(facts(root)).toMatchObject({ 'http.path': '/orders', user: 'u-1' });
  const noise = page.getByText('2 tags about the process').first();
  await noise.click();
  await expect.element(page.getByText('process.pid').first()).toBeVisible();
});

test('annotations are timed from the span’s start', async () => {
  const { root } = await openDetail();
  expect(facts(root)).toMatchObject({ '+3.00 ms': 'first byte', '+7.00 ms': 'cache miss' });
});

test('the JSON of either side is there when it is asked for', async () => {
  const { root } = await openDetail();
  expect(root.querySelector('.code')).toBeNull();
  await page.getByText('JSON', { exact: true }).click();
  await expect.poll(() => textsOf(root, '.code')).toHaveLength(2);
  expect(textsOf(root, '.code')[1]).toContain('"shared": true');
});

test('Enter opens the details, Escape closes them, arrows go on with them open', async () => {
  const { root, panel } = openPanel({ spans });
  panel.select(TRACE_ID);
  await expect.poll(() => root.querySelector('.waterfall')).not.toBeNull();
  root.querySelector<HTMLElement>('.waterfall')!.focus();
  await press('{ArrowDown}', '{Enter}');
  await expect.element(page.getByRole('region', { name: 'Span' })).toBeVisible();
  await press('{Escape}');
  await expect.element(page.getByRole('region', { name: 'Span' })).not.toBeInTheDocument();
});

test('the line between waterfall and details is moved by the keyboard, too', async () => {
  const { root } = await openDetail();
  const detail = root.querySelector('.span-detail')!;
  const before = detail.getBoundingClientRect().width;
  const line = page.getByRole('separator', { name: 'Size of the details' });
  line.element().focus();
  await press('{ArrowLeft}');
  await expect.poll(() => detail.getBoundingClientRect().width).toBe(before + 16);
});

async function openDetail() {
  const opened = openPanel({ spans });
  opened.panel.select(TRACE_ID);
  await expect.poll(() => opened.root.querySelector('#row-0')).not.toBeNull();
  opened.root.querySelector<HTMLElement>('#row-0')!.click();
  await expect.poll(() => opened.root.querySelector('.span-detail')).not.toBeNull();
  return opened;
}

function facts(root: HTMLElement): Record<string, string> {
  const names = textsOf(root, '.facts dt');
  const values = textsOf(root, '.facts dd');
  return Object.fromEntries(names.map((name, n) => [name, values[n] ?? '']));
}
