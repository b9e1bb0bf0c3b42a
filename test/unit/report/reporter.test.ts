import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measure } from '../../../src/report/encode.ts';
import { createCounts } from '../../../src/report/ledger.ts';
import type { Batch, Entry, PutOptions, Queue } from '../../../src/report/queue.ts';
import { createReporter } from '../../../src/report/reporter.ts';
import { BATCH_BYTES, type Moment, type Outcome, type Payload } from '../../../src/report/send.ts';
import type { FinishedSpan, ToldSpan } from '../../../src/trace/span.ts';
import { expectToAddUp } from '../../fixtures/ledger.ts';

let page: EventTarget;
beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('navigator', { onLine: true });
  vi.useFakeTimers();
  // Pauses after failures are as long as they may be.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
let check: (() => Promise<void>) | undefined;
afterEach(async () => {
  await check?.();
  check = undefined;
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

type Answers = (names: string[], moment: Moment) => Outcome;

/** A reporter whose Zipkin answers as a test wants it, and whose storage is an array. */
function createTestReporter(answers: Answers = () => 'delivered', storage = createStorage()) {
  const batches: { readonly name: string }[][] = [];
  const moments: Moment[] = [];
  const counts = createCounts();
  let retryAfter: number | undefined;
  let packing = 0;
  let sending = 0;
  let batchBytes = BATCH_BYTES;
  const sender = {
    async send({ content }: Payload, moment: Moment) {
      const batch = JSON.parse(String(content));
      batches.push(batch);
      moments.push(moment);
      if (sending) await new Promise((resolve) => setTimeout(resolve, sending));
      const names = batch.map(({ name }: { name: string }) => name);
      return answers(names, moment);
    },
    async pack(payload: Payload) {
      if (packing) await new Promise((resolve) => setTimeout(resolve, packing));
      return payload;
    },
    batchBytes: () => batchBytes,
    abort() {},
    retryAfter: () => retryAfter,
    obstacle: () => undefined,
    stop() {},
  };
  const box: string[] = [];
  let roomInBox = 100_000;
  const open: ToldSpan[] = [];
  const blackBox = {
    works: true,
    put: (body: string) => body.length < roomInBox && Boolean(box.push(body)),
    takeOut: () => void box.push(''),
    leave: () => false,
  };
  const queue = storage.open();
  const onChange = () => {};
  const reporter = createReporter({
    ...{ service: 'shop-web', sender, queue, blackBox, counts, onChange },
    tellOpen: () => open,
  });
  reporter.start();
  check = async () => {
    expectToAddUp(counts);
    await reporter.stop(false);
    expect(vi.getTimerCount()).toBe(0);
  };
  return {
    counts,
    batches,
    box,
    open,
    names: () => batches.map((batch) => batch.map(({ name }) => name)),
    flush: reporter.flush,
    report(...spans: FinishedSpan[]) {
      for (const span of spans) {
        counts.created++;
        reporter.report(span);
      }
    },
    moments,
    /** Has compression take so long (ms). */
    packFor(ms: number) {
      packing = ms;
    },
    /** Has Zipkin take so long (ms) to answer. */
    sendFor(ms: number) {
      sending = ms;
    },
    /** Has Zipkin read gzip, so that batches may be larger. */
    allowBatches(bytes: number) {
      batchBytes = bytes;
    },
    /** Has the black box hold so many characters. */
    shrinkBox(length: number) {
      roomInBox = length;
    },
    askFor(ms: number) {
      retryAfter = ms;
    },
  };
}

/** What IndexedDB keeps, without its browser. */
function createStorage(isDenied = () => false) {
  let batches: Batch[] = [];
  let last: PutOptions | undefined;
  let storing = 0;
  return {
    last: () => last,
    /** Has it take so long (ms). */
    storeFor(ms: number) {
      storing = ms;
    },
    stored: () => batches.flatMap(({ spans }) => spans),
    open(): Queue {
      const own = new Set<Entry>();
      return {
        async put(spans, options) {
          last = options;
          const { isCopy, time = Date.now() } = options;
          if (storing) await new Promise((resolve) => setTimeout(resolve, storing));
          if (isDenied()) return false;
          const entry: Entry = ['', time, 0, spans.length, 0, isCopy ? 1 : 0];
          batches.push({ entry, spans });
          own.add(entry);
          return true;
        },
        list: async () => batches.map(({ entry }) => entry),
        read: async (entries) => batches.filter(({ entry }) => entries.includes(entry)),
        async remove(entries) {
          batches = batches.filter(({ entry }) => !entries.includes(entry));
        },
        countOwn: (entries) =>
          entries.filter((entry) => own.has(entry)).reduce((sum, entry) => sum + entry[3], 0),
        alone: (work) => work(),
      };
    },
  };
}

function span(name: string, tag = ''): FinishedSpan {
  const context = {
    traceId: '80f198ee56343ba864fe8b2a57d3eff7',
    spanId: 'e457b5a2e4d86bd1',
    sampling: 'accept',
  } as const;
  return {
    context,
    name,
    kind: undefined,
    startTime: 0,
    timestamp: 1,
    duration: 1,
    remote: undefined,
    tags: { tag },
    annotations: [],
  };
}

const spans = (count: number, tag = '') =>
  Array.from({ length: count }, (_, i) => span(`${i}`, tag));

test('spans that finish together go out together, a second later', async () => {
  const { report, names } = createTestReporter();
  report(span('a'), span('b'));
  expect(names()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(names()).toEqual([['a', 'b']]);
});

test('many don’t wait for more', async () => {
  const { report, batches } = createTestReporter();
  report(...spans(149));
  await vi.advanceTimersByTimeAsync(0);
  expect(batches).toEqual([]);
  report(span('last'));
  await vi.advanceTimersByTimeAsync(0);
  expect(batches.flat()).toHaveLength(150);
});

test('where they are packed, many go out at once', async () => {
  const { report, batches, allowBatches } = createTestReporter();
  allowBatches(64 * 1024);
  report(...spans(150, 'x'.repeat(100)));
  await vi.advanceTimersByTimeAsync(0);
  expect(batches.map(({ length }) => length)).toEqual([150]);
});

test('with nothing to report there is no timer', async () => {
  const { report, flush } = createTestReporter();
  report(span('a'));
  await flush();
  await vi.advanceTimersByTimeAsync(2000);
  expect(vi.getTimerCount()).toBe(0);
});

test('what could not be sent is stored, and sent after longer and longer pauses', async () => {
  let isAway = true;
  const storage = createStorage();
  const { report, batches, counts } = createTestReporter(
    () => (isAway ? 'retry' : 'delivered'),
    storage,
  );
  report(span('a'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(counts).toMatchObject({ stored: 1, waiting: 0 });
  for (const pause of [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
    const { length } = batches;
    await vi.advanceTimersByTimeAsync(pause - 1);
    expect(batches).toHaveLength(length);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toHaveLength(length + 1);
  }
  isAway = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(counts).toMatchObject({ stored: 0, waiting: 0, delivered: 1 });
  expect(storage.stored()).toEqual([]);
});

test('while Zipkin is away, what finishes is stored, and nothing is asked of Zipkin', async () => {
  const storage = createStorage();
  const { report, batches, counts } = createTestReporter(() => 'retry', storage);
  report(span('a'));
  await vi.advanceTimersByTimeAsync(1000);
  report(span('b'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(batches).toHaveLength(1);
  expect(counts).toMatchObject({ stored: 2, waiting: 0 });
});

test('a pause that ends while spans are being stored is not forgotten', async () => {
  let isAway = true;
  const storage = createStorage();
  const { report, counts } = createTestReporter(() => (isAway ? 'retry' : 'delivered'), storage);
  storage.storeFor(500);
  report(span('a'));
  await vi.advanceTimersByTimeAsync(2400);
  // Stored 1.0 to 1.5 s after it finished, it is tried again at 3.5 s; the next one is stored from 3.4 to 3.9 s.
  report(span('b'));
  isAway = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect(counts).toMatchObject({ stored: 1, waiting: 1 });
  await vi.advanceTimersByTimeAsync(600);
  expect(counts).toMatchObject({ stored: 0, delivered: 2 });
});

test('Zipkin is left alone as long as it asks to be', async () => {
  const { report, batches, askFor } = createTestReporter(() => 'retry');
  askFor(30_000);
  report(span('a'));
  await vi.advanceTimersByTimeAsync(1000 + 29_999);
  expect(batches).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(batches).toHaveLength(2);
});

test('where nothing can be stored, the latest 1000 spans are kept, and the others counted', async () => {
  let isAway = true;
  const { report, batches, counts, flush } = createTestReporter(
    () => (isAway ? 'retry' : 'delivered'),
    createStorage(() => true),
  );
  report(...spans(500));
  await flush();
  batches.length = 0;
  report(...spans(900));
  await flush();
  expect(counts).toMatchObject({ waiting: 1000, dropped: { 'memory full': 400 } });
  isAway = false;
  batches.length = 0;
  await flush();
  expect(batches.flat()).toHaveLength(1000);
  expect(counts).toMatchObject({ waiting: 0, delivered: 1000 });
});

test('what earlier pages have left is taken over', async () => {
  const storage = createStorage();
  await storage.open().put([measure('{"name":"earlier"}')], {});
  const { counts, names } = createTestReporter(undefined, storage);
  await vi.advanceTimersByTimeAsync(1000);
  expect(names()).toEqual([['earlier']]);
  expect(counts).toMatchObject({ takenOver: 1, delivered: 1 });
  expect(storage.stored()).toEqual([]);
});

test('one span that Zipkin refuses takes no other with it', async () => {
  const { report, batches, counts } = createTestReporter((names) =>
    names.includes('317') ? 'invalid' : 'delivered',
  );
  report(...spans(500));
  await vi.advanceTimersByTimeAsync(1000);
  expect(counts).toMatchObject({ delivered: 499, refused: 1, waiting: 0 });
  expect(batches.length).toBeLessThan(30);
});

test('a Zipkin that refuses everything is not asked for each span', async () => {
  const { report, batches, counts } = createTestReporter(() => 'invalid');
  report(...spans(900));
  await vi.advanceTimersByTimeAsync(1000);
  expect(counts).toMatchObject({ refused: 900, waiting: 0 });
  expect(batches.length).toBeLessThan(100);
});

test.each(['refused', 'invalid', 'too large'] as const)(
  'a span that is %s is counted, and not sent again',
  async (outcome) => {
    const { report, counts, names } = createTestReporter(() => outcome);
    report(span('a'));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(names()).toEqual([['a']]);
    expect(counts).toMatchObject({ refused: 1, waiting: 0 });
  },
);

test('a batch that is too large goes in halves', async () => {
  const { report, counts, batches } = createTestReporter((names) =>
    names.length > 10 ? 'too large' : 'delivered',
  );
  report(...spans(40));
  await vi.advanceTimersByTimeAsync(1000);
  expect(counts).toMatchObject({ delivered: 40 });
  expect(batches.map(({ length }) => length)).toEqual([40, 20, 10, 10, 20, 10, 10]);
});

test('batches stay small enough for two to be on their way when the page is left', async () => {
  const { report, batches, flush } = createTestReporter();
  report(...spans(200, 'ü'.repeat(500)));
  await flush();
  expect(batches.flat()).toHaveLength(200);
  for (const batch of batches) {
    expect(new TextEncoder().encode(JSON.stringify(batch)).length).toBeLessThanOrEqual(30 * 1024);
  }
});

test('a span that no batch could hold is cut down, and says so', async () => {
  const { report, batches, flush } = createTestReporter();
  report(span('a', '€'.repeat(100_000)));
  await flush();
  const [sent] = batches.flat();
  expect(sent).toMatchObject({ tags: { 'rootspan.cut': 'tag' } });
  expect(measure(JSON.stringify([sent])).bytes).toBeLessThanOrEqual(30 * 1024);
});

test('the black box is filled when the page is quiet, once a second at most, and emptied by delivery', async () => {
  const { report, box } = createTestReporter();
  await vi.advanceTimersByTimeAsync(2000);
  box.length = 0;
  report(span('a'));
  await vi.advanceTimersByTimeAsync(60);
  report(span('b'));
  await vi.advanceTimersByTimeAsync(100);
  expect(box).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(100);
  expect(box.map((body) => JSON.parse(body).length)).toEqual([2]);
  report(span('c'));
  await vi.advanceTimersByTimeAsync(500);
  expect(box).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(box.at(-1)).toBe('');
});

test('many are put into the black box before it is quiet', async () => {
  const { report, box } = createTestReporter();
  await vi.advanceTimersByTimeAsync(2000);
  box.length = 0;
  report(...spans(49));
  await vi.advanceTimersByTimeAsync(50);
  expect(box).toEqual([]);
  report(...spans(2));
  await vi.advanceTimersByTimeAsync(0);
  expect(box.map((body) => JSON.parse(body).length)).toEqual([51]);
});

test('the black box has what is about to go out, too', async () => {
  const { report, box, packFor } = createTestReporter();
  await vi.advanceTimersByTimeAsync(2000);
  packFor(5000);
  report(span('packing'));
  await vi.advanceTimersByTimeAsync(1500);
  report(span('later'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(JSON.parse(box.at(-1) ?? '').map(({ name }: { name: string }) => name)).toEqual([
    'packing',
    'later',
  ]);
  await vi.advanceTimersByTimeAsync(10_000);
});

test('the black box has what is open, too', async () => {
  const { report, box, open } = createTestReporter();
  await vi.advanceTimersByTimeAsync(2000);
  box.length = 0;
  open.push({ ...span('open'), duration: undefined });
  report(span('done'));
  await vi.advanceTimersByTimeAsync(100);
  expect(box.map((body) => JSON.parse(body).map(({ name }: { name: string }) => name))).toEqual([
    ['open', 'done'],
  ]);
});

test.each([
  ['half', 1500, 1],
  ['nothing', 0, 0],
])('a black box that is too small gets the latest, or nothing: %s', async (_, room, bodies) => {
  const { report, box, shrinkBox } = createTestReporter();
  await vi.advanceTimersByTimeAsync(2000);
  box.length = 0;
  shrinkBox(room);
  report(...spans(10));
  await vi.advanceTimersByTimeAsync(300);
  expect(box).toHaveLength(bodies);
  for (const body of box) expect(JSON.parse(body).at(-1).name).toBe('9');
});

const leave = () => page.dispatchEvent(new Event('pagehide'));

test('a page that is left sends all at once', async () => {
  const { report, names, moments, counts } = createTestReporter();
  report(span('a'), span('b'));
  leave();
  await vi.advanceTimersByTimeAsync(0);
  expect([names(), moments]).toEqual([[['a', 'b']], ['leaving']]);
  expect(counts).toMatchObject({ delivered: 2, waiting: 0 });
});

test('what finishes as the page is left goes out, too', async () => {
  const { report, names } = createTestReporter();
  leave();
  report(span('last'));
  await vi.advanceTimersByTimeAsync(0);
  expect(names()).toEqual([['last']]);
});

test('what is being compressed when the page is left goes out as it is, once', async () => {
  const { report, names, moments, packFor, counts } = createTestReporter();
  packFor(5000);
  report(span('a'));
  await vi.advanceTimersByTimeAsync(1000);
  leave();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([names(), moments]).toEqual([[['a']], ['leaving']]);
  expect(counts).toMatchObject({ delivered: 1, waiting: 0 });
});

test('what is packed in one, and not yet sent as the page is left, goes out in pieces that fit', async () => {
  const { report, batches, moments, allowBatches, packFor, counts } = createTestReporter();
  allowBatches(64 * 1024);
  packFor(5000);
  report(...spans(150, 'x'.repeat(100)));
  await vi.advanceTimersByTimeAsync(1000);
  leave();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(new Set(moments)).toEqual(new Set(['leaving']));
  for (const batch of batches) {
    expect(measure(JSON.stringify(batch)).bytes).toBeLessThanOrEqual(BATCH_BYTES);
  }
  expect(counts).toMatchObject({ delivered: 150, waiting: 0 });
});

test('of a batch that goes in halves, what is not sent yet as the page is left goes at once', async () => {
  const { report, names, moments, packFor, counts } = createTestReporter((names) =>
    names.length > 2 ? 'too large' : 'delivered',
  );
  report(...spans(4));
  packFor(500);
  await vi.advanceTimersByTimeAsync(1000 + 500);
  leave();
  await vi.advanceTimersByTimeAsync(1000);
  expect([names()[0], moments[0]]).toEqual([['0', '1', '2', '3'], 'staying']);
  expect(moments.slice(1)).toEqual(['leaving', 'leaving', 'leaving']);
  expect(counts).toMatchObject({ delivered: 4, waiting: 0 });
});

test('where Zipkin was away when last heard of, a page that is left stores, and sends all the same', async () => {
  const storage = createStorage();
  const { report, names, moments, counts } = createTestReporter(() => 'retry', storage);
  report(span('a'));
  await vi.advanceTimersByTimeAsync(1000);
  report(span('b'));
  leave();
  await vi.advanceTimersByTimeAsync(0);
  expect([names(), moments]).toEqual([
    [['a'], ['b']],
    ['staying', 'leaving'],
  ]);
  expect(counts).toMatchObject({ stored: 2, waiting: 0, unconfirmed: 0 });
});

test('what Zipkin may not have, and IndexedDB not yet, is left as a copy', async () => {
  const storage = createStorage();
  const { report, sendFor } = createTestReporter(() => 'retry', storage);
  sendFor(5000);
  report(span('going'));
  await vi.advanceTimersByTimeAsync(1000);
  vi.stubGlobal('navigator', { onLine: false });
  leave();
  expect(storage.stored().map(({ text }) => JSON.parse(text).name)).toEqual(['going']);
  expect(storage.last()).toMatchObject({ isCopy: true, isLast: true });
  await vi.advanceTimersByTimeAsync(5000);
});

test('what could not be sent as the page was left is stored', async () => {
  const { report, counts } = createTestReporter(() => 'retry');
  report(span('a'));
  leave();
  await vi.advanceTimersByTimeAsync(0);
  expect(counts).toMatchObject({ stored: 1, waiting: 0 });
});

test('when the network is back nothing waits for its pause to end', async () => {
  let isAway = true;
  const { report, counts } = createTestReporter(() => (isAway ? 'retry' : 'delivered'));
  report(span('a'));
  await vi.advanceTimersByTimeAsync(20_000);
  isAway = false;
  page.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(0);
  expect(counts).toMatchObject({ delivered: 1, stored: 0 });
});
