import type { VNode } from 'preact';

interface Props {
  /** Microseconds since the epoch. */
  readonly since: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const STEPS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
];

/** How long ago something was, and when exactly as a tooltip. */
export function Age({ since, now }: Props): VNode | null {
  const date = new Date(since / 1000);
  // No span said when; or one said something that no calendar has.
  if (since <= 0 || Number.isNaN(date.getTime())) return null;
  return (
    <time class="trace-entry__age" dateTime={date.toISOString()} title={date.toLocaleString()}>
      {ageOf((now - date.getTime()) / 1000)}
    </time>
  );
}

function ageOf(seconds: number): string {
  const [size, unit] = STEPS.find(([size]) => seconds >= size) ?? [];
  if (size) return `${Math.floor(seconds / size)} ${unit}`;
  return seconds < 5 ? 'now' : `${Math.floor(seconds / 5) * 5} s`;
}
