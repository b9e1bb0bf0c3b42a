import { expect, test } from 'vitest';
import { createIds } from '../../../src/trace/ids.ts';
import { decide, rateSampler, type Sampler } from '../../../src/trace/sampler.ts';

const ROOT = { name: 'page load' };
const isKept = (sampler: Sampler) => (traceId: string) =>
  decide([sampler], traceId, ROOT).sampling === 'accept';
const { traceId } = createIds();
const IDS = Array.from({ length: 100_000 }, traceId);

test.each([0.001, 0.1, 0.5, 0.9])('a rate of %d keeps that share of traces', (rate) => {
  const kept = IDS.filter(isKept(rateSampler(rate))).length;
  // Five standard deviations of a binomial distribution: one run in two million fails by chance.
  const spread = 5 * Math.sqrt(IDS.length * rate * (1 - rate));
  expect(Math.abs(kept - IDS.length * rate)).toBeLessThan(spread);
});

test('a rate of 0 keeps none, and 1 all', () => {
  expect(IDS.some(isKept(rateSampler(0)))).toBe(false);
  expect(IDS.every(isKept(rateSampler(1)))).toBe(true);
});

test('a trace kept at one rate is kept at every higher one', () => {
  const higher = isKept(rateSampler(0.3));
  expect(IDS.filter(isKept(rateSampler(0.1))).every(higher)).toBe(true);
});

// `(long) (Long.MAX_VALUE * rate)` of a `float`, and `abs(traceId) <= boundary`: the last kept and the first dropped.
test.each([
  [0.2, '0000000000000001', true],
  [0.2, '7fffffffffffffff', false],
  [0.2, 'ffffffffffffffff', true],
  [0.2, '8000000000000000', false],
  [0.2, '199999a000000000', true],
  [0.2, '199999a000000001', false],
  [0.2, 'e666666000000000', true],
  [0.2, 'e66665ffffffffff', false],
  [0.5, '4000000000000000', true],
  [0.5, '4000000000000001', false],
  [0.5, 'c000000000000000', true],
  [0.5, 'bfffffffffffffff', false],
  [0.1, '0cccccd000000000', true],
  [0.1, '0cccccd000000001', false],
  [0.0001, '000346dc5c000000', true],
  [0.0001, '000346dc5c000001', false],
  [1, '8000000000000000', true],
])('at a rate of %d %s is kept by the rule of the collector: %s', (rate, low, kept) => {
  expect(isKept(rateSampler(rate))(low)).toBe(kept);
  expect(isKept(rateSampler(rate))(`6735f2a1c0ffee00${low}`)).toBe(kept);
});

test('samplers are asked until one answers, and one that throws or makes no sense has not', () => {
  const silent = () => undefined;
  const broken = () => {
    throw new Error('mine');
  };
  // Of the wrong type, as in JavaScript.
  const senseless = () => ({ sampling: 'maybe' }) as never;
  const debug = () => ({ sampling: 'debug', reason: 'asked for' }) as const;
  expect(decide([silent, broken, senseless, debug, () => false], '1', ROOT)).toEqual({
    sampling: 'debug',
    reason: 'asked for',
  });
  expect(decide([silent, () => false], '1', ROOT)).toEqual({ sampling: 'deny' });
  expect(decide([broken], '1', ROOT)).toEqual({ sampling: 'accept' });
});

test('a rate below 1 is the reason, and 1 needs none', () => {
  expect(decide([rateSampler(0.2)], '7fffffffffffffff', ROOT)).toEqual({
    sampling: 'deny',
    reason: 'rate 0.2',
  });
  expect(decide([rateSampler(1)], '7fffffffffffffff', ROOT)).toEqual({ sampling: 'accept' });
});
