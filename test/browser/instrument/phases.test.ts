import { expect, test } from 'vitest';
import { ELSEWHERE, newKey, type Page, usePages } from '../../fixtures/pages.ts';

const { trace } = usePages();

/** Makes a request and reads its answer to the end. */
type Get = (page: Page, url: string) => Promise<unknown>;

const WAYS: [string, Get][] = [
  ['fetch', async ({ fetch }, url) => (await fetch(url)).text()],
  [
    'an XMLHttpRequest',
    ({ XMLHttpRequest }, url) =>
      new Promise((resolve) => {
        const xhr = new XMLHttpRequest();
        xhr.open('GET', url);
        xhr.onloadend = resolve;
        xhr.send();
      }),
  ],
];

test.each(WAYS)('the span of %s tells what the browser measured', async (_, get) => {
  const { page, spanOf } = trace();
  await get(page, `/__echo/orders?after=50&key=${newKey()}`);
  const { tags, duration = 0 } = await spanOf('/__echo/orders');
  const phases = readPhases(tags?.['http.phases']);
  expect(phases.waiting).toBeGreaterThan(45);
  expect(total(phases)).toBeLessThan(duration / 1000 + 1);
  expect(total(phases)).toBeGreaterThan(duration / 1000 - 2);
  expect(tags).toMatchObject({ 'http.protocol': 'http/1.1' });
  expect(Number(tags?.['http.response.size'])).toBeGreaterThan(100);
});

test.each(WAYS)('the span of %s takes in the body', async (_, get) => {
  const { page, spanOf } = trace();
  await get(page, '/__slow?rest=100');
  expect(readPhases((await spanOf('/__slow')).tags?.['http.phases']).download).toBeGreaterThan(90);
});

test.each(WAYS)('the span of %s tells of a redirect', async (_, get) => {
  const { page, spanOf } = trace();
  await get(page, `/__redirect?to=/__echo?key=${newKey()}`);
  expect((await spanOf('/__redirect')).tags?.['http.phases']).toMatch(/^redirect [\d.]+ /);
});

test.each(WAYS)('the span of %s tells that its answer was in the cache', async (_, get) => {
  const { page, spansOf } = trace();
  for (const [query, expected] of [
    ['cache=max-age=60', [undefined, 'hit']],
    [`cache=no-cache&tag=${newKey()}`, [undefined, 'revalidated']],
  ] as const) {
    const path = `/__echo/${expected[1]}`;
    const url = `${path}?${query}&key=${newKey()}`;
    await get(page, url);
    await get(page, url);
    const spans = await spansOf(path, 2);
    expect(spans.map(({ tags }) => tags?.['http.cache'])).toEqual(expected);
  }
});

test.each(WAYS)('the span of %s tells what a preflight cost', async (_, get) => {
  const { page, spanOf } = trace({ propagateTo: [ELSEWHERE] });
  await get(page, `${ELSEWHERE}/__echo?cors&timing&before=30&key=${newKey()}`);
  expect(readPhases((await spanOf('/__echo')).tags?.['http.phases']).preflight).toBeGreaterThan(25);
});

test.each(WAYS)('the span of %s says no more than another origin allows', async (_, get) => {
  const { page, spanOf } = trace();
  await get(page, `${ELSEWHERE}/__echo?cors&key=${newKey()}`);
  expect((await spanOf('/__echo')).tags).toEqual({
    'http.method': 'GET',
    'http.path': '/__echo',
    'rootspan.headers': 'not allowed',
  });
});

test('of requests made in one tick, to one URL, each says whether it was told apart', async () => {
  const { page, spansOf } = trace();
  const url = `/__echo/many?key=${newKey()}`;
  const start = page.performance.now();
  const answers: Promise<Response>[] = [];
  // More of them than the clock has ticks.
  while (page.performance.now() < start + 0.5) answers.push(page.fetch(url, { method: 'POST' }));
  await Promise.all(answers.map(async (answer) => (await answer).text()));
  for (const { tags } of await spansOf('/__echo/many', answers.length)) {
    expect([undefined, 'by order']).toContain(tags?.['rootspan.timing']);
    expect(tags).toHaveProperty(['http.phases']);
  }
});

test('an answer that comes without an entry is as long as its headers took, and says so', async () => {
  const { page, spanOf } = trace();
  // An opaque answer's status is known to nobody, so the promise tells of it.
  await page.fetch('/__slow?rest=3000', { redirect: 'manual' });
  const { tags, duration = 0 } = await spanOf('/__slow');
  expect(tags).toMatchObject({ 'rootspan.timing': 'none' });
  expect(duration).toBeLessThan(1_000_000);
});

function readPhases(text = ''): Record<string, number> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+) ([\d.]+)/g)].map(([, phase = '', ms]) => [phase, Number(ms)]),
  );
}

function total(phases: Record<string, number>): number {
  return Object.values(phases).reduce((sum, ms) => sum + ms, 0);
}

test.each(['POST', 'PUT', 'DELETE'])(
  'a %s whose answer nobody reads, and no cache keeps, ends all the same',
  async (method) => {
    const { page, spanOf } = trace();
    const { status } = await page.fetch(`/__echo/${method}?cache=no-store&key=${newKey()}`, {
      method,
    });
    expect(status).toBe(200);
    const { tags } = await spanOf(`/__echo/${method}`);
    // The browser has no entry, and so no phases.
    expect(tags).toMatchObject({ 'http.method': method, 'rootspan.timing': 'none' });
    expect(tags).not.toHaveProperty('rootspan.incomplete');
  },
);
