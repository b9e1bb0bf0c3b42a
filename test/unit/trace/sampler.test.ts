import { expect, test } from 'vitest';
import { createIds } from '../../../src/trace/ids.ts';
import { rateSampler } from '../../../src/trace/sampler.ts';

const { traceId } = createIds();
const IDS = Array.from({ length: 100_000 }, traceId);

test.each([0.001, 0.1, 0.5, 0.9])('a rate of %d keeps that share of traces', (rate) => {
  const kept = IDS.filter(rateSampler(rate)).length;
  // Five standard deviations of a binomial distribution: one run in two million fails by chance.
  const spread = 5 * Math.sqrt(IDS.length * rate * (1 - rate));
  expect(Math.abs(kept - IDS.length * rate)).toBeLessThan(spread);
});

test('a rate of 0 keeps none, and 1 all', () => {
  expect(IDS.some(rateSampler(0))).toBe(false);
  expect(IDS.every(rateSampler(1))).toBe(true);
});

test('a trace kept at one rate is kept at every higher one', () => {
  const higher = rateSampler(0.3);
  expect(IDS.filter(rateSampler(0.1)).every(higher)).toBe(true);
});

test.each([
  ['0000000000000001', true],
  ['7fffffffffffffff', false],
  ['ffffffffffffffff', true],
  ['8000000000000000', false],
  ['1999999999999000', true],
  ['199999999999a000', false],
  ['e666666666667000', true],
])('at a rate of 0.2 %s is kept by the rule of the collector: %s', (low, kept) => {
  expect(rateSampler(0.2)(low)).toBe(kept);
  expect(rateSampler(0.2)(`6735f2a1c0ffee00${low}`)).toBe(kept);
});
