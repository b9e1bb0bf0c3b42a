/** Microseconds since the epoch, or of a duration: what Zipkin counts in. Always an integer. */
export type Microseconds = number;

/** Tells the time in both of the page's ways: `performance.now()` for durations, the epoch for others. */
export interface Clock {
  now(): DOMHighResTimeStamp;
  /** By what lay between the two when the time was last asked for: another answer than before tells of a jump. */
  epoch(time: DOMHighResTimeStamp): Microseconds;
}

/** `Date.now()` truncates to milliseconds and is nudged by NTP: less than this (ms) is no drift. */
const TOLERATED_DRIFT = 100;

/**
 * A clock that is right again after the machine slept: `performance.now()` may stand still meanwhile, so what
 * lies between it and the epoch is measured anew when it has moved.
 *
 * https://w3c.github.io/hr-time/#dfn-time-origin
 */
export function createClock(performance: Pick<Performance, 'now' | 'timeOrigin'>): Clock {
  let origin = performance.timeOrigin;
  // The natives of now: a page's tests may put others in their place.
  const now = performance.now.bind(performance);
  const { now: today } = Date;
  return {
    now() {
      const time = now();
      const drift = today() - origin - time;
      if (Math.abs(drift) > TOLERATED_DRIFT) origin += drift;
      return time;
    },
    epoch: (time) => micros(origin + time),
  };
}

/** Whole microseconds: Zipkin refuses a batch for one fraction in it. */
export function micros(milliseconds: number): Microseconds {
  return Math.round(milliseconds * 1000);
}
