import { expect, test } from 'vitest';
import { filterTraces } from '../../../devtools/state/filter.ts';
import { createTraces, keyOf } from '../../../devtools/state/traces.ts';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';

const none = () => false;

test('spans join their trace, be its id long or cut in half', () => {
  const traces = createTraces(none);
  traces.add([span({ traceId: '5af7183fb1d4cf5f6b221d5bc9e6496c', id: '1' })]);
  traces.add([span({ traceId: '6b221d5bc9e6496c', id: '2' })]);
  expect(traces.list()).toMatchObject([
    { summary: { traceId: '5af7183fb1d4cf5f6b221d5bc9e6496c', spanCount: 2 } },
  ]);
});

test('what is told twice is there once', () => {
  const traces = createTraces(none);
  traces.add([span({ id: '1' })]);
  traces.add([span({ id: '1' })]);
  expect(traces.list()[0]?.spans).toHaveLength(1);
});

test('only what was not known before counts as more of a trace', () => {
  const traces = createTraces(none);
  expect([...traces.add([span({ id: '1' })])]).toEqual([keyOf('a')]);
  expect([...traces.add([span({ id: '1' })])]).toEqual([]);
  expect([...traces.add([span({ id: '1' }), span({ id: '2' })])]).toEqual([keyOf('a')]);
});

test('the newest trace is on top, whenever it was heard of', () => {
  const traces = createTraces(none);
  traces.add([
    span({ traceId: 'b', timestamp: 20 }),
    span({ traceId: 'c', timestamp: 30 }),
    span({ traceId: 'a', timestamp: 10 }),
  ]);
  expect(titles(traces.list())).toEqual(['c', 'b', 'a']);
});

test('the oldest traces make room, but not the one that is looked at', () => {
  const traces = createTraces((key) => key === keyOf('a'), { traces: 2, spans: 100 });
  traces.add(['a', 'b', 'c', 'd'].map((traceId, timestamp) => span({ traceId, timestamp })));
  expect(titles(traces.list())).toEqual(['d', 'a']);
});

test('however many spans something sends, they stay bounded, be they of one trace or of many', () => {
  const many = createTraces(none, { traces: 10, spans: 3 });
  many.add(['a', 'b', 'c', 'd'].map((traceId) => span({ traceId })));
  expect(many.list()).toHaveLength(3);

  const one = createTraces(() => true, { traces: 10, spans: 3 });
  for (const id of ['1', '2', '3', '4', '5']) one.add([span({ id })]);
  expect(one.list()[0]?.spans).toHaveLength(3);
});

test.each([
  ['get /ord', ['GET /orders/7']],
  ['7 ORDERS', ['GET /orders/7']],
  ['select', ['GET /orders/7']],
  ['shop', ['GET /cart', 'GET /orders/7']],
  ['error', ['GET /cart']],
  ['0000c', ['GET /cart']],
  ['  ', ['GET /cart', 'GET /orders/7']],
  ['nothing like this', []],
])('the filter %j finds %j', (query, expected) => {
  const traces = createTraces(none);
  traces.add([
    span({ traceId: 'a', id: '1', timestamp: 1, tags: request('/orders/7') }),
    span({ traceId: 'a', id: '2', parentId: '1', name: 'select', timestamp: 2 }),
    span({ traceId: 'c', timestamp: 3, tags: { ...request('/cart'), error: '' } }),
  ]);
  expect(filterTraces(traces.list(), query).map(({ summary }) => summary.title)).toEqual(expected);
});

const request = (path: string) => ({ 'http.method': 'GET', 'http.path': path });

function span({
  traceId = 'a',
  id = '1',
  name = traceId,
  ...rest
}: Partial<ZipkinSpan>): ZipkinSpan {
  return { traceId, id, name, duration: 1, localEndpoint: { serviceName: 'shop' }, ...rest };
}

function titles(entries: ReturnType<ReturnType<typeof createTraces>['list']>): string[] {
  return entries.map(({ summary }) => summary.title);
}
