import type { VNode } from 'preact';
import { type TimeRange, ticks } from '../model/time.ts';

interface Props {
  readonly range: TimeRange;
  /** Width of the time column in pixels. */
  readonly width: number;
}

/** Room for one mark and its label, in pixels. */
const TICK_WIDTH = 64;

const marksOf = ({ range, width }: Props) =>
  ticks(range, Math.max(1, Math.floor(width / TICK_WIDTH)));

/** The scale above the bars, from the trace's start. */
export function Ruler(props: Props): VNode {
  return (
    <>
      {marksOf(props).map(({ at, label }) => (
        <span class="ruler__tick" key={at} style={{ left: `${at * 100}%` }}>
          {label}
        </span>
      ))}
    </>
  );
}

/** The scale's marks, drawn through all rows. */
export function GridLines(props: Props & { readonly height: number }): VNode {
  return (
    <div class="grid-lines" aria-hidden="true" style={{ height: `${props.height}px` }}>
      <div class="grid-lines__time">
        {marksOf(props).map(({ at }) => (
          <div key={at} style={{ left: `${at * 100}%` }} />
        ))}
      </div>
    </div>
  );
}
