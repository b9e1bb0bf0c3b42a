import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConnectionEvents } from '../../../devtools/connect/connection.ts';
import { createPanel, type Panel } from '../../../devtools/state/panel.ts';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { TRACE_ID, trace } from '../../fixtures/trace.ts';

const HELLO = {
  type: 'hello',
  version: 1,
  service: 'shop-web',
  zipkin: 'http://zipkin.test',
} as const;

const all = trace`
  shop-web  get         |==========|  CLIENT http.method=GET http.path=/cart
    shop    get /cart   |  ======  |  SERVER
      shop  select      |   ===    |
`;
const live = all[0]!;
const other: ZipkinSpan = { ...live, traceId: '00000000000000000000000000000077' };

let frames: (() => void)[] = [];
let panel: Panel | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', (id: number) => {
    frames[id - 1] = () => {};
  });
});

afterEach(() => {
  panel?.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a burst of spans is worked through once, in the next frame', () => {
  const { panel, say } = open();
  const watched = vi.fn();
  panel.traces.watch(watched);
  for (const span of all) say([span]);
  expect(watched).not.toHaveBeenCalled();
  nextFrame();
  expect(watched).toHaveBeenCalledTimes(1);
  expect(panel.traces.get()).toMatchObject([{ summary: { title: 'GET /cart', spanCount: 3 } }]);
});

test('the chosen trace is asked for until it settles, and merged with what the page said', async () => {
  const { panel, say, fetch } = open();
  say([live]);
  nextFrame();
  panel.select(TRACE_ID);
  await vi.advanceTimersByTimeAsync(0);
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(panel.selection.get()?.entry?.trace.spanCount).toBe(3);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(panel.asking.get()).toEqual({ state: 'settled', found: true });
});

test('another span of the chosen trace makes it ask again', async () => {
  const { panel, say, fetch } = open();
  say([live]);
  nextFrame();
  panel.select(TRACE_ID);
  await vi.advanceTimersByTimeAsync(10_000);
  const asked = fetch.mock.calls.length;
  say([{ ...live, id: 'beef' }]);
  nextFrame();
  await vi.advanceTimersByTimeAsync(0);
  expect(fetch.mock.calls.length).toBe(asked + 1);
});

test('an answer for a trace that was left changes nothing of the next one', async () => {
  let answer = (_: Response) => {};
  const { panel, say } = open({
    fetch: vi.fn(() => new Promise<Response>((resolve) => (answer = resolve))),
  });
  say([live]);
  nextFrame();
  panel.select(TRACE_ID);
  panel.select('77');
  panel.select(undefined);
  answer(Response.json(all));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(panel.asking.get()).toEqual({ state: 'idle' });
});

test('the list fills in by itself: figures, services, and failures that the page didn’t see', async () => {
  const failed = { ...all[2]!, tags: { error: 'timeout' } };
  const fetch = vi.fn(async () => Response.json([[...all, failed], [other]]));
  const { panel, say } = open({ fetch });
  say([live, other]);
  nextFrame();
  expect(panel.traces.get()).toMatchObject([{ summary: { spanCount: 1 } }, {}]);
  await patience();
  expect(asked(fetch)).toEqual([`traceMany?traceIds=${other.traceId},${TRACE_ID}`]);
  expect(panel.traces.get().find(({ key }) => TRACE_ID.endsWith(key))?.summary).toMatchObject({
    spanCount: 3,
    errorCount: 1,
    services: ['shop', 'shop-web'],
  });
  for (let round = 0; round < 5; round++) await patience();
  expect(asked(fetch)).toHaveLength(1);
});

test('the chosen trace is asked for by itself, and not with the others', async () => {
  const { panel, say, fetch } = open();
  say([live, other]);
  nextFrame();
  panel.select(TRACE_ID);
  await patience();
  expect(asked(fetch).filter((question) => question.includes(other.traceId))).toEqual([
    `trace/${other.traceId}`,
  ]);
  expect(asked(fetch)).not.toContainEqual(expect.stringContaining('traceMany'));
});

test('what a page tells again is not asked for again', async () => {
  const { panel, say, fetch } = open();
  say([live]);
  nextFrame();
  for (let round = 0; round < 5; round++) await patience();
  const before = asked(fetch).length;
  panel.pause();
  panel.resume();
  say([live]);
  nextFrame();
  for (let round = 0; round < 5; round++) await patience();
  expect(asked(fetch)).toHaveLength(before);
});

test('of a collector that tells all it gets, nothing is asked for the list', async () => {
  const { say, fetch } = open({ source: 'collector' });
  say([live, other]);
  nextFrame();
  await patience();
  expect(fetch).not.toHaveBeenCalled();
});

test('whether the backend answers is told by the last question that was not taken back', async () => {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json([]));
  const { panel } = open({ fetch });
  const reachAfter = async (answer: typeof globalThis.fetch) => {
    fetch.mockImplementationOnce(answer);
    panel.retry();
    await vi.advanceTimersByTimeAsync(0);
    return panel.reach.get();
  };
  panel.select(TRACE_ID);
  await vi.advanceTimersByTimeAsync(0);
  expect(panel.reach.get()).toBe('well');
  expect(await reachAfter(() => Promise.reject(new TypeError('no')))).toBe('silent');
  expect(await reachAfter(async () => new Response('', { status: 500 }))).toBe('failing');
  expect(await reachAfter(async () => new Response('', { status: 404 }))).toBe('well');
  expect(await reachAfter(hangUp)).toBe('well');
  panel.pause();
  await vi.advanceTimersByTimeAsync(0);
  expect(panel.reach.get()).toBe('well');
});

test('without the user’s yes, nobody is asked', async () => {
  const { panel, say, fetch } = open({ backend: 'ask' });
  say([live]);
  nextFrame();
  panel.select(TRACE_ID);
  await patience();
  expect(fetch).not.toHaveBeenCalled();
  await panel.confirmBackend();
  await vi.advanceTimersByTimeAsync(0);
  expect(fetch).toHaveBeenCalledTimes(1);
});

test('a paused panel is not connected, asks nobody, and goes on where it was', async () => {
  const { panel, say, fetch, connections } = open();
  say([live]);
  nextFrame();
  panel.select(TRACE_ID);
  panel.pause();
  const asked = fetch.mock.calls.length;
  for (let round = 0; round < 5; round++) await patience();
  expect(fetch.mock.calls.length).toBe(asked);
  expect(connections()).toBe(0);
  expect(panel.connection.get()).toEqual({ state: 'paused' });

  panel.resume();
  await vi.advanceTimersByTimeAsync(0);
  expect(connections()).toBe(1);
  expect(panel.selection.get()?.traceId).toBe(TRACE_ID);
  expect(fetch.mock.calls.length).toBe(asked + 1);
});

test('when the page goes away, its traces stay', () => {
  const { panel, say, events } = open();
  say([live]);
  nextFrame();
  events().onClose();
  expect(panel.connection.get()).toEqual({ state: 'looking' });
  expect(panel.traces.get()).toHaveLength(1);
});

test('cleared, the panel knows of nothing, not even of what was on its way', () => {
  const { panel, say } = open();
  say([live]);
  nextFrame();
  panel.select(TRACE_ID);
  say([{ ...live, id: 'beef' }]);
  panel.clear();
  nextFrame();
  expect(panel.traces.get()).toEqual([]);
  expect(panel.selection.get()).toBeUndefined();
});

test.each([
  null,
  undefined,
  7,
  'hello',
  {},
  { type: 'hello' },
  { type: 'hello', version: 1, headers: { toString: 1, valueOf: 1 } },
  { type: 'hello', version: 1, headers: 'b3' },
  { type: 'spans' },
  { type: 'spans', spans: [null, 3, {}] },
])('a page that says %j is put up with', (message) => {
  const { events, panel } = open();
  // What a page says is not held to any type.
  events().onMessage(message as never);
  nextFrame();
  expect(panel.traces.get()).toEqual([]);
});

interface Options {
  readonly backend?: 'ask';
  readonly source?: 'collector';
  readonly fetch?: ReturnType<typeof vi.fn<typeof globalThis.fetch>>;
}

function open(options: Options = {}) {
  const fetch = options.fetch ?? vi.fn<typeof globalThis.fetch>(async () => Response.json(all));
  let current: ConnectionEvents | undefined;
  let connections = 0;
  const opened = createPanel({
    connect(events) {
      connections++;
      current = events;
      events.onMessage(HELLO);
      return () => {
        connections--;
      };
    },
    source: options.source,
    fetch,
    backend: options.backend ?? 'trusted',
    settings: { get: async () => undefined, set: async () => {} },
  });
  panel = opened;
  const events = () => current!;
  return {
    panel: opened,
    fetch,
    events,
    connections: () => connections,
    say: (spans: ZipkinSpan[]) => events().onMessage({ type: 'spans', spans }),
  };
}

function nextFrame(): void {
  for (const frame of frames.splice(0)) frame();
}

/** Some seconds, and then a frame. */
async function patience(): Promise<void> {
  await vi.advanceTimersByTimeAsync(15_000);
  nextFrame();
  await vi.advanceTimersByTimeAsync(0);
}

/** What Zipkin was asked. */
function asked(fetch: ReturnType<typeof vi.fn<typeof globalThis.fetch>>): string[] {
  return fetch.mock.calls.map(([url]) => String(url).replace(`${HELLO.zipkin}/api/v2/`, ''));
}

/** No answer comes until nobody wants it any more. */
const hangUp: typeof fetch = (_, init) =>
  new Promise((_, reject) => init?.signal?.addEventListener('abort', reject));
