import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Answer } from '../../../devtools/query/backend.ts';
import { createListFiller } from '../../../devtools/state/list-filler.ts';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';

type Traces = Answer<readonly (readonly ZipkinSpan[])[]>;

const DOWN: Traces = { ok: false, problem: { type: 'unreachable', url: '', message: '' } };
const UNKNOWN: Traces = {
  ok: false,
  problem: { type: 'status', url: '', status: 404, text: '', message: '' },
};

let isSeen = true;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_790_000_000_000 });
  isSeen = true;
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => {
    const next = () => (isSeen ? frame() : setTimeout(next, 16));
    return setTimeout(next, 16);
  });
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('traces are asked for some seconds after their last span, in one question, and once more', async () => {
  const { filler, questions, spans } = fill();
  filler.expect([live('a'), live('b')]);
  await seconds(2.9);
  expect(questions()).toEqual([]);
  await seconds(0.2);
  expect(questions()).toEqual([['b', 'a']]);
  expect(spans).toMatchObject([{ traceId: 'b' }, { traceId: 'a' }]);
  await seconds(10);
  expect(questions()).toEqual([
    ['b', 'a'],
    ['b', 'a'],
  ]);
});

test('where no more spans come, nothing more is asked', async () => {
  const { filler, questions } = fill();
  filler.expect([live('a')]);
  await seconds(3600);
  expect(questions()).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('a trace that goes on is waited for', async () => {
  const { filler, questions } = fill();
  for (let n = 0; n < 5; n++) {
    filler.expect([live('a')]);
    await seconds(2);
  }
  expect(questions()).toEqual([]);
  await seconds(2);
  expect(questions()).toEqual([['a']]);
});

test('what was long over when the page told of it is asked for at once, and once', async () => {
  const { filler, questions } = fill();
  filler.expect([{ ...live('a'), timestamp: (Date.now() - 60_000) * 1000 }]);
  await seconds(0.1);
  expect(questions()).toEqual([['a']]);
  await seconds(60);
  expect(questions()).toEqual([['a']]);
});

test('of many traces the newest go first, thirty at a time, with a pause in between', async () => {
  const { filler, questions } = fill();
  const ids = Array.from({ length: 70 }, (_, n) => (n + 1).toString(16));
  filler.expect(ids.map((id) => ({ ...live(id), timestamp: 1 })));
  await seconds(1);
  expect(questions()).toEqual([ids.slice(40).reverse()]);
  await seconds(60);
  expect(questions().map((traceIds) => traceIds.length)).toEqual([30, 30, 10]);
});

test('however many traces there are, no more are waited for than the list has', async () => {
  const { filler, questions } = fill();
  filler.expect(Array.from({ length: 2000 }, (_, n) => ({ ...live(`${n}`), timestamp: 1 })));
  await seconds(3600);
  expect(questions().flat()).toHaveLength(500);
});

test('what is not wanted is not asked for', async () => {
  const { filler, questions } = fill({ wanted: (id) => (id === 'a' ? undefined : id) });
  filler.expect([live('a'), live('b')]);
  await seconds(4);
  expect(questions()).toEqual([['b']]);
});

test('what was not asked for is not added', async () => {
  const { filler, spans } = fill({
    answer: async () => ({ ok: true, value: [[live('a'), live('c')], [live('d')]] }),
  });
  filler.expect([live('a'), live('b')]);
  await seconds(4);
  expect(spans).toMatchObject([{ traceId: 'a' }]);
});

test('while nobody looks nobody is asked, and afterwards what is due', async () => {
  const { filler, questions } = fill();
  isSeen = false;
  filler.expect([live('a')]);
  await seconds(60);
  expect(questions()).toEqual([]);
  isSeen = true;
  await seconds(0.1);
  expect(questions()).toEqual([['a']]);
});

test('without a backend everything waits for one', async () => {
  const { filler, questions, backend } = fill();
  filler.use(undefined);
  filler.expect([live('a')]);
  await seconds(60);
  expect(questions()).toEqual([]);
  filler.use(backend);
  await seconds(0.1);
  expect(questions()).toEqual([['a']]);
});

test('a backend that doesn’t know the question is not asked again', async () => {
  const { filler, questions } = fill({ answer: async () => UNKNOWN });
  filler.expect([live('a')]);
  await seconds(4);
  filler.expect([live('b')]);
  await seconds(60);
  expect(questions()).toEqual([['a']]);
});

test('one that is down is asked again only as often as it would have been', async () => {
  const { filler, questions } = fill({ answer: async () => DOWN });
  filler.expect([live('a')]);
  await seconds(60);
  expect(questions()).toHaveLength(2);
  filler.expect([live('b')]);
  await seconds(60);
  expect(questions()).toHaveLength(4);
});

test('while an answer is waited for no other question goes out', async () => {
  const { filler, questions } = fill({ answer: () => new Promise(() => {}) });
  filler.expect([live('a')]);
  await seconds(4);
  filler.expect([live('b')]);
  await seconds(60);
  expect(questions()).toEqual([['a']]);
});

test.each([
  ['forgotten', (filler: ReturnType<typeof fill>['filler']) => filler.forget()],
  ['without a backend', (filler: ReturnType<typeof fill>['filler']) => filler.use(undefined)],
])('once it is %s, no answer counts any more', async (_, end) => {
  let answer = (_: Traces) => {};
  const { filler, spans } = fill({ answer: () => new Promise((resolve) => (answer = resolve)) });
  filler.expect([live('a')]);
  await seconds(4);
  end(filler);
  answer({ ok: true, value: [[live('a')]] });
  await seconds(60);
  expect(spans).toEqual([]);
});

interface Options {
  readonly wanted?: (id: string) => string | undefined;
  readonly answer?: (traceIds: readonly string[]) => Promise<Traces>;
}

function fill({ wanted = (id) => id, answer = known }: Options = {}) {
  const traceMany = vi.fn(answer);
  const spans: ZipkinSpan[] = [];
  const filler = createListFiller({
    wanted: (key) => wanted(key.replace(/^0+/, '')),
    onSpans: (more) => spans.push(...more),
  });
  const backend = { traceMany };
  filler.use(backend);
  return {
    filler,
    backend,
    spans,
    questions: () => traceMany.mock.calls.map(([traceIds]) => traceIds),
  };
}

async function known(traceIds: readonly string[]): Promise<Traces> {
  return { ok: true, value: traceIds.map((traceId) => [live(traceId)]) };
}

/** A span that has just ended. */
function live(traceId: string): ZipkinSpan {
  return { traceId, id: '1', timestamp: Date.now() * 1000 };
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);
