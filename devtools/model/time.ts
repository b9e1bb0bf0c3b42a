import type { ZipkinAnnotation } from '../../src/bridge/protocol.ts';

/** Microseconds since the epoch, or of a duration: what Zipkin counts in. */
export type Microseconds = ZipkinAnnotation['timestamp'];

/** From when to when is looked at. */
export interface TimeRange {
  readonly start: Microseconds;
  readonly end: Microseconds;
}

/** A mark on a ruler. */
export interface Tick {
  /** Share of the range, 0 at its start, 1 at its end. */
  readonly at: number;
  readonly label: string;
}

const MILLISECOND = 1_000;
const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

/** Three significant digits for people: `850 µs`, `1.24 ms`, `56.0 s`; a dash for what isn't known. */
export function formatDuration(duration: Microseconds | undefined): string {
  if (duration === undefined) return '–';
  // What rounds up to the next unit is said in the next unit: 999.6 ms is 1.00 s.
  if (duration < 999.5) return `${Math.round(duration)} µs`;
  if (duration < 999.5 * MILLISECOND) return `${threeDigits(duration / MILLISECOND)} ms`;
  if (duration < 59.95 * SECOND) return `${threeDigits(duration / SECOND)} s`;
  return `${threeDigits(duration / MINUTE)} min`;
}

/**
 * About as many marks as asked for, at round times; where they would be fewer than two, one at each end.
 *
 * Times are counted from `origin`, so that a ruler which shows a part of a trace can still say how long
 * after the trace's start that was.
 */
export function ticks(
  { start, end }: TimeRange,
  count: number,
  origin: Microseconds = start,
): Tick[] {
  const span = end - start;
  if (!(span > 0 && count > 0)) return [];
  const step = roundStep(span / count);
  const marks: Tick[] = [];
  for (let n = Math.ceil((start - origin) / step); n * step <= end - origin; n++) {
    const time = n * step;
    marks.push({ at: (origin + time - start) / span, label: label(time, step) });
  }
  if (marks.length > 1) return marks;
  const [first, last] = [start - origin, end - origin];
  return [
    { at: 0, label: first === 0 ? '0' : formatDuration(first) },
    { at: 1, label: formatDuration(last) },
  ];
}

function threeDigits(value: number): string {
  return value < 999.5 ? value.toPrecision(3) : String(Math.round(value));
}

/** The shortest round step of at least this length: 1, 2 or 5 of a power of ten, or whole minutes. */
function roundStep(least: Microseconds): Microseconds {
  // Below a minute, powers of ten of a second; above, powers of ten of a minute, after 10 and 30 seconds.
  if (least > 10 * SECOND && least <= 30 * SECOND) return 30 * SECOND;
  const unit = least > 30 * SECOND ? MINUTE : 1;
  const power = Math.max(1, 10 ** Math.floor(Math.log10(least / unit)));
  const factor = [1, 2, 5, 10].find((factor) => factor * power * unit >= least) ?? 10;
  return factor * power * unit;
}

/** The time in its own unit, with as many decimals as tell it from its neighbours. */
function label(time: Microseconds, step: Microseconds): string {
  if (time === 0) return '0';
  const size = Math.abs(time);
  const [unit, name] =
    size < MILLISECOND
      ? [1, 'µs']
      : size < SECOND
        ? [MILLISECOND, 'ms']
        : size < MINUTE
          ? [SECOND, 's']
          : [MINUTE, 'min'];
  const decimals = Math.max(0, Math.ceil(Math.log10(unit / step)));
  return `${Number((time / unit).toFixed(decimals))} ${name}`;
}
