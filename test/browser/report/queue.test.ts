/** The queue on the browser's own IndexedDB. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measure } from '../../../src/report/encode.ts';
import { createCounts } from '../../../src/report/ledger.ts';
import { createQueue } from '../../../src/report/queue.ts';

const HOUR = 3_600_000;

let url = '';
afterEach(() => vi.restoreAllMocks());
beforeEach(() => {
  url = `https://zipkin.example/${Math.random()}`;
});

/** The queue as one page has it. */
function open({ mostBytes = 1_000_000, to = url } = {}) {
  const counts = createCounts();
  const queue = createQueue({ url: to, mostBytes, longest: HOUR, counts });
  return {
    ...queue,
    counts,
    async put(names: string[], { isCopy = false, age = 0, isLast = false } = {}) {
      const spans = names.map((name) => measure(JSON.stringify({ name })));
      const isKept = await queue.put(spans, { isCopy, time: Date.now() - age, isLast });
      if (isKept && !isCopy) counts.stored += names.length;
      return isKept;
    },
    async names() {
      const batches = await queue.read(await queue.list());
      return batches.map(({ spans }) => spans.map(({ text }) => JSON.parse(text).name));
    },
  };
}

/** Writes what this version wouldn't. */
async function write(key: IDBValidKey, value: unknown): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('rootspan');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const transaction = db.transaction('queue', 'readwrite');
  transaction.objectStore('queue').put(value, key);
  await new Promise((resolve) => transaction.addEventListener('complete', resolve));
  db.close();
}

test('what one page has put there another one finds, the oldest first', async () => {
  const first = open();
  await first.put(['late']);
  await first.put(['early', 'earlier €'], { age: 1000 });
  const second = open();
  expect(await second.names()).toEqual([['early', 'earlier €'], ['late']]);
  const entries = await second.list();
  expect([first.countOwn(entries), second.countOwn(entries)]).toEqual([3, 0]);
  await second.remove(entries.slice(0, 1));
  expect(await open().names()).toEqual([['late']]);
});

test('the spans of another endpoint are none of its business', async () => {
  await open({ to: `${url}/other` }).put(['other']);
  expect(await open().names()).toEqual([]);
});

test('a copy is for later pages', async () => {
  const first = open();
  await first.put(['sent'], { isCopy: true });
  expect(await first.names()).toEqual([]);
  expect(await open().names()).toEqual([['sent']]);
});

test('beyond its bytes the oldest go, and are counted where they are found', async () => {
  const page = open({ mostBytes: 100 });
  await page.put(['x'.repeat(40)], { age: 2000 });
  await page.put(['y'.repeat(40), 'y'], { age: 1000 });
  const later = open({ mostBytes: 100 });
  await later.put(['z'.repeat(20)]);
  expect(await later.names()).toEqual([['y'.repeat(40), 'y'], ['z'.repeat(20)]]);
  expect(later.counts).toMatchObject({ takenOver: 1, stored: 1, dropped: { 'queue full': 1 } });
});

test('what is too old goes, whoever it was for', async () => {
  const page = open();
  await page.put(['old'], { age: HOUR + 1000 });
  expect(await page.names()).toEqual([]);
  expect(page.counts).toMatchObject({ stored: 0, dropped: { 'too old': 1 } });
});

test('what another version wrote, or left half written, is left alone', async () => {
  const page = open();
  await page.put(['ours']);
  const time = Date.now();
  await write(['v9', url, time], 'something');
  await write([url, time, 1, 1, 10, 0], { no: 'list' });
  await write([url, time, 2, 1, 10, 0], ['{"name":"half']);
  await write([url, time, 3, 1, 10, 0], [undefined]);
  const read = await page.read(await page.list());
  // JSON is Zipkin's to judge: a batch of which one span is refused is sent in halves.
  expect(read.map(({ spans }) => spans.map(({ text }) => text)).sort()).toEqual([
    ['{"name":"half'],
    ['{"name":"ours"}'],
  ]);
});

test.each([
  ['a Web Lock', () => {}],
  [
    'a lease, where there are no locks',
    // As on origins that aren't secure.
    () => vi.spyOn(navigator, 'locks', 'get').mockReturnValue(undefined as unknown as LockManager),
  ],
])('one page at a time has the queue to itself, by %s', async (_, prepare) => {
  prepare();
  let end: (() => void) | undefined;
  const working = open().alone(() => new Promise((resolve) => (end = resolve)));
  await vi.waitFor(() => expect(end).toBeDefined());
  const other = vi.fn(async () => {});
  await open().alone(other);
  expect(other).not.toHaveBeenCalled();
  end?.();
  await working;
  await open().alone(other);
  expect(other).toHaveBeenCalledOnce();
});

test('an app that deletes its databases need not wait, and the queue is there again', async () => {
  const page = open();
  await page.put(['before']);
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase('rootspan');
    request.onsuccess = () => resolve();
    request.onblocked = () => reject(new Error('blocked'));
  });
  await page.put(['after']);
  expect(await page.names()).toEqual([['after']]);
});

test('with no bytes allowed nothing is stored, and no database made', async () => {
  const page = open({ mostBytes: 0 });
  expect(await page.put(['a'])).toBe(false);
  await expect(page.list()).rejects.toThrow();
});
