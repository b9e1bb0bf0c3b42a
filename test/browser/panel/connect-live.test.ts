import { expect, test, vi } from 'vitest';
import { connectLive } from '../../../devtools/connect/live.ts';
import type { PageMessage } from '../../../src/bridge/protocol.ts';

const BASE = 'http://collector.test';
const HELLO = { type: 'hello', version: 1, service: '', zipkin: BASE };

test('a collector is greeted for, tells its recent traces, then each span as it comes', async () => {
  const { stream, heard } = open([[{ id: 'a' }, { id: 'b' }], [{ id: 'c' }]]);
  expect(stream().url).toBe(`${BASE}/rootspan/live`);
  stream().onopen?.(new Event('open'));
  await vi.waitFor(() => expect(heard).toHaveLength(2));
  stream().onmessage?.(new MessageEvent('message', { data: '[{"id":"d"}]' }));
  expect(heard).toEqual([
    HELLO,
    { type: 'spans', spans: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] },
    { type: 'spans', spans: [{ id: 'd' }] },
  ]);
});

test('what is no JSON is passed over', () => {
  const { stream, heard } = open([]);
  stream().onmessage?.(new MessageEvent('message', { data: 'hello' }));
  expect(heard).toEqual([]);
});

test('a stream that the browser has given up on is opened again, a lost one by the browser', () => {
  vi.useFakeTimers();
  const { stream, streams, closed } = open([]);
  stream().onerror?.(new Event('error'));
  vi.runAllTimers();
  expect(streams).toHaveLength(1);
  stream().readyState = 2;
  stream().onerror?.(new Event('error'));
  vi.runAllTimers();
  expect(streams).toHaveLength(2);
  expect(closed()).toBe(2);
  vi.useRealTimers();
});

test('left, it is closed, and stays so', () => {
  vi.useFakeTimers();
  const { stream, streams, leave } = open([]);
  stream().readyState = 2;
  stream().onerror?.(new Event('error'));
  leave();
  vi.runAllTimers();
  expect(streams).toHaveLength(1);
  expect(stream().close).toHaveBeenCalled();
  vi.useRealTimers();
});

/** What of an EventSource is used. */
interface Stream {
  readonly url: string;
  readyState: number;
  onopen?: (event: Event) => void;
  onmessage?: (event: MessageEvent) => void;
  onerror?: (event: Event) => void;
  readonly close: () => void;
}

function open(traces: unknown[]) {
  const streams: Stream[] = [];
  const heard: PageMessage[] = [];
  let closed = 0;
  function FakeEventSource(url: string): Stream {
    const stream: Stream = { url, readyState: 0, close: vi.fn() };
    streams.push(stream);
    return stream;
  }
  const connect = connectLive(BASE, {
    fetch: async () => Response.json(traces),
    // Of all that an EventSource is, the connection uses what a Stream has.
    EventSource: Object.assign(FakeEventSource, { CLOSED: 2 }) as unknown as typeof EventSource,
  });
  const leave = connect({ onMessage: (message) => heard.push(message), onClose: () => closed++ });
  return { stream: () => streams.at(-1)!, streams, heard, leave, closed: () => closed };
}
