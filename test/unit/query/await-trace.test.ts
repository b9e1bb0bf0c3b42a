import { expect, test } from 'vitest';
import { type AwaitState, awaitTrace } from '../../../devtools/query/await-trace.ts';
import type { Answer, Backend, Problem } from '../../../devtools/query/backend.ts';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { TRACE_ID, trace } from '../../fixtures/trace.ts';

const [ONE, TWO] = drawTwo();
const DOWN = failing({ type: 'unreachable', url: '', message: 'down' });

test('a trace is asked for until nothing new has come for some seconds', async () => {
  const { told, times } = await run({ at: [[], [ONE], [ONE], [ONE, TWO]] });
  expect(times).toEqual([0, 500, 1_500, 2_500, 4_500, 6_500, 8_500]);
  expect(told.map(({ spans }) => spans.length)).toEqual([0, 1, 1, 2, 2, 2, 2]);
  expect(told.map(({ asked }) => asked)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(told.map(({ settled }) => settled)).toEqual([...Array(6).fill(false), true]);
});

test('an answer with nothing new is the very same array', async () => {
  const { told } = await run({ at: [[ONE], [{ ...ONE }], [ONE, TWO]] });
  expect(told[1]?.spans).toBe(told[0]?.spans);
  expect(told[2]?.spans).not.toBe(told[1]?.spans);
});

test('a span that has come to its end is new', async () => {
  const { told } = await run({ at: [[{ ...ONE, duration: undefined }], [ONE]] });
  expect(told.at(-1)?.spans).toEqual([ONE]);
});

test('a trace of which nothing arrives is given up at last', async () => {
  const { told, times } = await run({ at: [[]], giveUpAfter: 10_000 });
  expect(times.at(-1)).toBe(10_500);
  expect(told.at(-1)).toMatchObject({ spans: [], settled: true });
});

test('a trace that never becomes quiet is given up at last', async () => {
  let n = 0;
  const more = (): ZipkinSpan => ({ traceId: TRACE_ID, id: `${n++}` });
  const { told } = await run({ at: [() => ok([more()])], giveUpAfter: 20_000 });
  expect(told.at(-1)?.settled).toBe(true);
});

test('a problem is told, and passes', async () => {
  const { told, problems, times } = await run({ at: [DOWN, DOWN, [ONE]] });
  expect(problems).toHaveLength(2);
  expect(times.slice(0, 3)).toEqual([0, 1_000, 3_000]);
  expect(told.at(-1)).toMatchObject({ spans: [ONE], settled: true });
});

test('a problem that doesn’t pass ends it, later and later', async () => {
  const { told, problems, times } = await run({ at: [DOWN] });
  expect(times).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
  expect(problems).toHaveLength(5);
  expect(told).toEqual([]);
});

test.each([
  [400, 1],
  [403, 1],
  [429, 5],
  [500, 5],
  [503, 5],
])('after a %d, it is asked %d times in all', async (status, times) => {
  const problem: Problem = { type: 'status', url: '', status, text: '', message: '' };
  expect((await run({ at: [failing(problem)] })).problems).toHaveLength(times);
});

test('aborting ends it silently while it asks', async () => {
  const abort = new AbortController();
  const { told, problems } = await run({
    at: [
      () => {
        abort.abort();
        throw abort.signal.reason;
      },
    ],
    abort,
  });
  expect([...told, ...problems]).toEqual([]);
});

test('aborting ends it silently while it waits', async () => {
  const abort = new AbortController();
  const { times } = await run({ at: [[]], abort, onWait: () => abort.abort() });
  expect(times).toEqual([0]);
});

test('aborting ends a real wait at once', async () => {
  const abort = new AbortController();
  const done = awaitTrace({
    backend: backend(() => ok([])),
    traceId: TRACE_ID,
    signal: abort.signal,
    onSpans: () => queueMicrotask(() => abort.abort()),
    onProblem: ({ message }) => expect.unreachable(message),
  });
  await expect(done).resolves.toBeUndefined();
});

interface Script {
  /** What is answered to each question; the last, to all that follow. */
  readonly at: readonly (readonly ZipkinSpan[] | (() => Answer<readonly ZipkinSpan[]>))[];
  readonly abort?: AbortController;
  readonly giveUpAfter?: number;
  onWait?(): void;
}

/** Awaits a trace in a time that passes by itself. */
async function run({ at, abort = new AbortController(), giveUpAfter, onWait }: Script) {
  const told: ({ spans: readonly ZipkinSpan[] } & AwaitState)[] = [];
  const problems: Problem[] = [];
  const times: number[] = [];
  let now = 0;
  await awaitTrace({
    backend: backend(() => {
      const answer = at[Math.min(times.length, at.length - 1)] ?? [];
      times.push(now);
      return typeof answer === 'function' ? answer() : ok(answer);
    }),
    traceId: TRACE_ID,
    signal: abort.signal,
    onSpans: (spans, state) => told.push({ spans, ...state }),
    onProblem: (problem) => problems.push(problem),
    async wait(milliseconds) {
      now += milliseconds;
      onWait?.();
    },
    giveUpAfter,
  });
  return { told, problems, times };
}

function backend(answer: () => Answer<readonly ZipkinSpan[]>): Backend {
  return {
    trace: async () => answer(),
    traceMany: async () => ({ ok: true, value: [] }),
    traces: async () => ({ ok: true, value: [] }),
    traceUrl: () => '',
  };
}

function ok(value: readonly ZipkinSpan[]): Answer<readonly ZipkinSpan[]> {
  return { ok: true, value };
}

function failing(problem: Problem) {
  return (): Answer<readonly ZipkinSpan[]> => ({ ok: false, problem });
}

function drawTwo(): [ZipkinSpan, ZipkinSpan] {
  const [one, two] = trace`
    web    get |====|
      shop get | == |
  `;
  return [one!, two!];
}
