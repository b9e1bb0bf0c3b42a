import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, ticks } from '../../../devtools/model/time.ts';

test.each([
  [undefined, '–'],
  [0, '0 µs'],
  [7, '7 µs'],
  [999, '999 µs'],
  [1_000, '1.00 ms'],
  [1_234, '1.23 ms'],
  [12_345, '12.3 ms'],
  [123_456, '123 ms'],
  [999_499, '999 ms'],
  [999_600, '1.00 s'],
  [56_000_000, '56.0 s'],
  [59_990_000, '1.00 min'],
  [90_000_000, '1.50 min'],
  [86_400_000_000, '1440 min'],
])('%s µs is said as %s', (duration, text) => {
  expect(formatDuration(duration)).toBe(text);
});

test('a ruler has marks at round times', () => {
  expect(ticks({ start: 1_000, end: 21_000 }, 4)).toEqual([
    { at: 0, label: '0' },
    { at: 0.25, label: '5 ms' },
    { at: 0.5, label: '10 ms' },
    { at: 0.75, label: '15 ms' },
    { at: 1, label: '20 ms' },
  ]);
});

test('a ruler of a part counts from the start of the whole', () => {
  const marks = ticks({ start: 2_000_500, end: 2_002_500 }, 2, 1_000_000);
  expect(marks).toEqual([
    { at: 0.25, label: '1.001 s' },
    { at: 0.75, label: '1.002 s' },
  ]);
});

test.each([
  [3, ['0', '1 µs', '2 µs', '3 µs']],
  [1_500_000, ['0', '500 ms', '1 s', '1.5 s']],
  [70_000_000, ['0', '30 s', '1 min']],
  [300_000_000, ['0', '1 min', '2 min', '3 min', '4 min', '5 min']],
])('a ruler of %d µs says %j', (end, labels) => {
  expect(ticks({ start: 0, end }, 5).map(({ label }) => label)).toEqual(labels);
});

test.each([
  [110_000, 1, ['0', '110 ms']],
  [42_000, 2, ['0', '42.0 ms']],
  [1_000, 1, ['0', '1 ms']],
])('a ruler of %d µs with room for %i still says its start and its end', (end, count, labels) => {
  expect(ticks({ start: 0, end }, count)).toMatchObject([
    { at: 0, label: labels[0] },
    { at: 1, label: labels[1] },
  ]);
});

test('no time has no marks', () => {
  expect(ticks({ start: 5, end: 5 }, 5)).toEqual([]);
});

test('a ruler of any length has two marks or as many as asked for, each with its own label', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 1e11 }),
      fc.integer({ min: 1, max: 20 }),
      (end, count) => {
        const marks = ticks({ start: 0, end }, count);
        expect(marks.length).toBeGreaterThan(1);
        expect(marks.length).toBeLessThanOrEqual(Math.max(2, count + 1));
        expect(new Set(marks.map(({ label }) => label)).size).toBe(marks.length);
        expect(marks.every(({ at }) => at >= 0 && at <= 1)).toBe(true);
      },
    ),
  );
});
