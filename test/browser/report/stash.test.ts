/** What a page leaves in `localStorage` as it goes, and what becomes of it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measure } from '../../../src/report/encode.ts';
import { createCounts } from '../../../src/report/ledger.ts';
import { createQueue } from '../../../src/report/queue.ts';

let url = '';
beforeEach(() => {
  localStorage.clear();
  url = `https://zipkin.example/${Math.random()}`;
});
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

function open({ mostBytes = 4_000_000 } = {}) {
  const queue = createQueue({ url, mostBytes, longest: 3_600_000, counts: createCounts() });
  const names = async () => {
    const batches = await queue.read(await queue.list());
    return batches.flatMap(({ spans }) => spans.map(({ text }) => JSON.parse(text).name));
  };
  return {
    ...queue,
    leave: (...names: string[]) =>
      queue.put(
        names.map((name) => measure(JSON.stringify({ name }))),
        { isLast: true },
      ),
    names,
    /** What a page that has the queue to itself finds. */
    async found() {
      let found: string[] = [];
      await queue.alone(async () => {
        found = await names();
      });
      return found;
    },
  };
}

test('what a page leaves is there at once, and in the queue for the next page', async () => {
  void open().leave('a €', 'b');
  expect(localStorage).toHaveLength(1);
  const next = open();
  expect(await next.names()).toEqual([]);
  expect(await next.found()).toEqual(['a €', 'b']);
  expect(localStorage).toHaveLength(0);
  expect(await open().found()).toEqual(['a €', 'b']);
});

test('of two pages one takes it over', async () => {
  void open().leave('a');
  const pages = [open(), open(), open()];
  await Promise.all(pages.map((page) => page.found()));
  expect(await open().names()).toEqual(['a']);
});

test('a page that comes back knows what it has left', async () => {
  const page = open();
  await page.leave('a', 'b');
  await page.found();
  expect(page.countOwn(await page.list())).toBe(2);
});

test('it holds 256 KiB, and the queue takes the rest', async () => {
  const page = open();
  for (const name of ['a', 'b', 'c']) await page.leave(name.repeat(100_000));
  expect(localStorage).toHaveLength(2);
  expect((await page.names()).map(([first]) => first)).toEqual(['c']);
});

test('where there is no localStorage, the queue takes it', async () => {
  vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const page = open();
  expect(await page.leave('a')).toBe(true);
  expect(await page.found()).toEqual(['a']);
});

test('what is not of its kind is left alone', async () => {
  const foreign = { 'rootspan of mine': 'x', 'rootspan ': '{}', other: 'y' };
  Object.assign(localStorage, foreign);
  void open().leave('a');
  expect(await open().found()).toEqual(['a']);
  expect({ ...localStorage }).toEqual(foreign);
});

test('with no bytes allowed nothing is left', async () => {
  expect(await open({ mostBytes: 0 }).leave('a')).toBe(false);
  expect(localStorage).toHaveLength(0);
});
