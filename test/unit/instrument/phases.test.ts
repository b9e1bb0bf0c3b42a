import { expect, test } from 'vitest';
import { describePhases } from '../../../src/instrument/phases.ts';
import type { Span } from '../../../src/trace/span.ts';

/** A new connection, as Chromium tells of it (ms). */
const CONNECTED = {
  startTime: 100,
  fetchStart: 100,
  domainLookupStart: 100.4,
  domainLookupEnd: 101.6,
  connectStart: 101.6,
  secureConnectionStart: 104.6,
  connectEnd: 108.6,
  requestStart: 108.9,
  responseStart: 130.4,
  responseEnd: 130.7,
  encodedBodySize: 1234,
  transferSize: 1534,
  nextHopProtocol: 'h2',
};
const REUSED = { ...CONNECTED, domainLookupStart: 100, domainLookupEnd: 100, connectStart: 100 };

test.each<[string, object, boolean, string]>([
  [
    'a new connection',
    CONNECTED,
    false,
    'queue 0.7 dns 1.2 connect 3 tls 4 waiting 21.5 download 0.3',
  ],
  [
    'one without TLS',
    { ...CONNECTED, secureConnectionStart: 0 },
    false,
    'queue 0.7 dns 1.2 connect 7 waiting 21.5 download 0.3',
  ],
  [
    'one that was there',
    { ...REUSED, secureConnectionStart: 100, connectEnd: 100 },
    false,
    'queue 8.9 waiting 21.5 download 0.3',
  ],
  [
    'a preflight before it',
    { ...REUSED, secureConnectionStart: 100, connectEnd: 100 },
    true,
    'preflight 8.9 waiting 21.5 download 0.3',
  ],
  [
    'a redirect',
    { ...CONNECTED, startTime: 80, redirectStart: 80, redirectEnd: 100 },
    false,
    'redirect 20 queue 0.7 dns 1.2 connect 3 tls 4 waiting 21.5 download 0.3',
  ],
  [
    'a service worker',
    { ...CONNECTED, startTime: 80, workerStart: 85 },
    false,
    'queue 5.7 worker 15 dns 1.2 connect 3 tls 4 waiting 21.5 download 0.3',
  ],
])('phases of %s follow each other', (_, entry, preflighted, phases) => {
  expect(tagsOf(entry, preflighted)['http.phases']).toBe(phases);
});

test('of another origin that keeps them to itself there are none', () => {
  expect(tagsOf({ startTime: 100, fetchStart: 100, responseEnd: 130 })).toEqual({});
});

test.each([
  ['from the network', {}, undefined],
  ['from the cache', { transferSize: 0 }, 'hit'],
  ['from the cache, after the server was asked', { transferSize: 300 }, 'revalidated'],
])('an answer %s says so', (_, entry, cache) => {
  expect(tagsOf({ ...CONNECTED, ...entry })).toMatchObject({
    'http.response.size': 1234,
    'http.protocol': 'h2',
    ...(cache && { 'http.cache': cache }),
  });
  expect('http.cache' in tagsOf({ ...CONNECTED, ...entry })).toBe(cache !== undefined);
});

function tagsOf(entry: object, preflighted = false): Record<string, unknown> {
  const tags: Record<string, unknown> = {};
  // Of a span and an entry it is this that is used.
  const span = { tag: (key: string, value: unknown) => (tags[key] = value) } as unknown as Span;
  const zeros = { requestStart: 0, encodedBodySize: 0, transferSize: 0, nextHopProtocol: '' };
  describePhases(span, { ...zeros, ...entry } as PerformanceResourceTiming, preflighted);
  return tags;
}
