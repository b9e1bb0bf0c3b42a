import { expect, test } from 'vitest';
import { rateLimit } from '../../../src/sample/rate-limit.ts';
import { createIds } from '../../../src/trace/ids.ts';
import { decide } from '../../../src/trace/sampler.ts';

const { traceId } = createIds();

/** How many of so many traces, evenly over so many seconds, are kept. */
function keptOf(count: number, seconds: number, perSecond: number, rate?: number): number {
  let time = 1000;
  const sampler = rateLimit(perSecond, rate, () => time);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    if (decide([sampler], traceId(), { name: 'x' }).sampling === 'accept') kept++;
    time += (seconds * 1000) / count;
  }
  return kept;
}

test.each([
  [100, 10, 5, 54, 55],
  [1000, 10, 5, 54, 55],
  [20, 10, 5, 20, 20],
  [1000, 100, 0.1, 10, 11],
  [1000, 0, 5, 5, 5],
])('of %d traces in %d s, at most %d per s are kept', (count, seconds, perSecond, least, most) => {
  const kept = keptOf(count, seconds, perSecond);
  expect(kept).toBeGreaterThanOrEqual(least);
  expect(kept).toBeLessThanOrEqual(most);
});

test('a quiet time saves up no more than a second’s worth', () => {
  let time = 0;
  const sampler = rateLimit(2, 1, () => time);
  const ask = () => decide([sampler], traceId(), { name: 'x' });
  expect([ask(), ask(), ask()].map(({ sampling }) => sampling)).toEqual([
    'accept',
    'accept',
    'deny',
  ]);
  time += 60_000;
  expect([ask(), ask(), ask()].map(({ sampling }) => sampling)).toEqual([
    'accept',
    'accept',
    'deny',
  ]);
});

test('the rate is looked at first, and each says that it was the reason', () => {
  const kept = keptOf(100_000, 1e6, 1000, 0.1);
  expect(Math.abs(kept - 10_000)).toBeLessThan(500);
  const sampler = rateLimit(1, 0.5, () => 0);
  const small = '0'.repeat(31) + 1;
  expect(decide([sampler], small, { name: 'x' }).reason).toBe('limit 1/s');
  expect(decide([sampler], small, { name: 'x' })).toEqual({
    sampling: 'deny',
    reason: 'limit 1/s',
  });
  expect(decide([sampler], '7'.repeat(32), { name: 'x' }).reason).toBe('rate 0.5');
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a limit of %d is none', (limit) => {
  expect(() => rateLimit(limit)).toThrow(
    new RangeError(`rootspan: rateLimit is ${limit}; it has to be more than 0`),
  );
});

test.each([-0.1, 1.1, Number.NaN])('a rate of %d is none', (rate) => {
  expect(() => rateLimit(1, rate)).toThrow(
    new RangeError(`rootspan: rateLimit is ${rate}; it has to be from 0 to 1`),
  );
});
