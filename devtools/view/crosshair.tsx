import type { RefObject, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatDuration, type TimeRange } from '../model/time.ts';

interface Props {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly range: TimeRange;
  /** Where the time column begins, and how wide it is, in pixels. */
  readonly left: number;
  readonly width: number;
  /** Of all that it is drawn through, in pixels. */
  readonly height: number;
}

/** The time column's left margin, as in waterfall.css. */
const MARGIN = 8;

/** The time under the pointer. It has its state to itself, since it changes with each move. */
export function Crosshair({ scroller, range, left, width, height }: Props): VNode | null {
  const [x, setX] = useState<number>();

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const move = ({ clientX, pointerType }: PointerEvent) => {
      const inside = clientX - element.getBoundingClientRect().left - left - MARGIN;
      setX(pointerType === 'mouse' && inside >= 0 && inside <= width ? inside : undefined);
    };
    const leave = () => setX(undefined);
    element.addEventListener('pointermove', move, { passive: true });
    element.addEventListener('pointerleave', leave);
    return () => {
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerleave', leave);
    };
  }, [scroller, left, width]);

  // The column may have become narrower since the pointer moved.
  if (x === undefined || x > width) return null;
  const time = Math.round((x / width) * (range.end - range.start));
  return (
    <div
      class="crosshair"
      aria-hidden="true"
      style={{ left: `${left + MARGIN + x}px`, height: `${height}px` }}
    >
      <span class="crosshair__time">{formatDuration(time)}</span>
    </div>
  );
}
