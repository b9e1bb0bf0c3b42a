import { afterEach, expect, test, vi } from 'vitest';
import { createClock } from '../../../src/trace/clock.ts';

const BOOT = Date.UTC(2026, 10, 21);

afterEach(() => vi.useRealTimers());

function startClock() {
  vi.useFakeTimers({ toFake: ['Date'], now: BOOT });
  const performance = { timeOrigin: BOOT, time: 0, now: () => performance.time };
  const pass = (page: number, world = page) => {
    performance.time += page;
    vi.setSystemTime(Date.now() + world);
  };
  return { clock: createClock(performance), pass };
}

test('a time of the page is one of the epoch, in whole microseconds', () => {
  const { clock, pass } = startClock();
  pass(1000);
  expect(clock.epoch(999.8765)).toBe(BOOT * 1000 + 999_877);
});

test('after the machine slept, times are right again', () => {
  const { clock, pass } = startClock();
  pass(1000, 3_600_000);
  expect(clock.epoch(clock.now())).toBe((BOOT + 3_600_000) * 1000);
});

test('a clock that is nudged by less than a tenth of a second is left alone', () => {
  const { clock, pass } = startClock();
  pass(1000, 1050);
  expect(clock.epoch(clock.now())).toBe((BOOT + 1000) * 1000);
});
