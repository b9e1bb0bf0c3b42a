import { expect, test } from 'vitest';
import { readQuery } from '../../../demo/collector/query.ts';
import { createSpanStore, type SpanStore } from '../../../demo/collector/store.ts';
import type { ZipkinSpan } from '../../../src/report/zipkin.ts';

/** In milliseconds; the traces begin in the minutes after it. */
const START = 1_760_000_000_000;

test('the traces with the oldest spans go first, whole', () => {
  const store = createSpanStore(6);
  const [old, middle, young] = [traceOf(1, 3), traceOf(2, 3), traceOf(3, 3)];
  store.add([...middle, ...old, ...young]);
  expect(found(store)).toEqual([young, middle]);
  expect(store.trace(idOf(1))).toEqual([]);
});

test('a trace goes by its oldest span, and one of unknown time is the oldest', () => {
  const store = createSpanStore(4);
  const [one, two] = [traceOf(1, 2), traceOf(2, 1)];
  const { timestamp, ...late } = { ...(two[0] as ZipkinSpan), id: '9'.repeat(16) };
  store.add([...one, ...two, late]);
  store.add(traceOf(3, 1));
  expect(store.trace(idOf(2))).toEqual([]);
  expect(store.trace(idOf(1))).toEqual(one);
});

test('what is dropped may come back', () => {
  const store = createSpanStore(2);
  for (const minute of [1, 2, 1, 2, 1]) store.add(traceOf(minute, 2));
  expect(found(store)).toEqual([traceOf(2, 2)]);
  for (const minute of [3, 2, 3, 4]) store.add(traceOf(minute, 2));
  expect(found(store)).toEqual([traceOf(4, 2)]);
});

test('there are never more spans than it may hold, however they come', () => {
  const store = createSpanStore(50);
  for (let minute = 0; minute < 300; minute++) {
    store.add(traceOf((minute * 7919) % 100, 1 + (minute % 9)));
    expect(found(store).flat().length).toBeLessThanOrEqual(50);
  }
  expect(found(store).flat().length).toBeGreaterThan(40);
});

test('a trace that is larger than the store is not kept in part', () => {
  const store = createSpanStore(2);
  store.add(traceOf(1, 3));
  expect(found(store)).toEqual([]);
});

test('services go with the last trace that they were in', () => {
  const store = createSpanStore(2);
  const [shop] = traceOf(1, 1);
  store.add([{ ...(shop as ZipkinSpan), name: 'get', remoteEndpoint: { serviceName: 'db' } }]);
  expect(store.services.names()).toEqual(['shop']);
  store.add(traceOf(2, 1, 'other'));
  store.add(traceOf(3, 1, 'other'));
  expect(store.services.names()).toEqual(['other']);
  expect(store.services.spanNames('shop')).toEqual([]);
  expect(store.services.remoteNames('shop')).toEqual([]);
});

test('only spans that are new are said to be added', () => {
  const store = createSpanStore(10);
  const [first, second] = traceOf(1, 2);
  expect(store.add([first, first] as ZipkinSpan[])).toEqual([first]);
  expect(store.add([first, second] as ZipkinSpan[])).toEqual([second]);
});

test('unless told otherwise, a search goes back one day from now, and finds ten', () => {
  const now = START + 24 * 60 * 60_000;
  const query = readQuery(new URLSearchParams(), now);
  expect(query).toMatchObject({ endTs: now, lookback: 86_400_000, limit: 10 });
});

function found(store: SpanStore): readonly (readonly ZipkinSpan[])[] {
  const endTs = START + 1000 * 60_000;
  return store.search(
    readQuery(new URLSearchParams({ lookback: `${endTs}`, limit: '1000' }), endTs),
  );
}

function traceOf(minute: number, size: number, serviceName = 'shop'): ZipkinSpan[] {
  return Array.from({ length: size }, (_, index) => ({
    traceId: idOf(minute),
    id: (index + 1).toString(16).padStart(16, '0'),
    timestamp: (START + minute * 60_000 + index) * 1000,
    localEndpoint: { serviceName },
  }));
}

function idOf(minute: number): string {
  return (minute + 1).toString(16).padStart(32, 'f');
}
