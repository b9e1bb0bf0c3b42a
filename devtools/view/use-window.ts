import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { useSize } from './use-size.ts';

/** Rows beyond the edges, so that a fast wheel doesn't show blank ones. */
const OVERSCAN = 6;

export interface RowWindow {
  /** The first row to draw, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Whole rows that fit in view. */
  readonly page: number;
}

/** Which of many rows of one height are in view of their scroller, so that only those are in the document. */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  { count, rowHeight, header = 0 }: { count: number; rowHeight: number; header?: number },
): RowWindow {
  const { height } = useSize(scroller);
  const [top, setTop] = useState(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const update = () => setTop(Math.floor(element.scrollTop / rowHeight));
    update();
    element.addEventListener('scroll', update, { passive: true });
    return () => element.removeEventListener('scroll', update);
  }, [scroller, rowHeight]);

  const page = Math.max(1, Math.floor((height - header) / rowHeight));
  // A list that got shorter leaves `top` beyond its end until the browser has scrolled back.
  const first = Math.max(0, Math.min(top, count - page) - OVERSCAN);
  return { first, end: Math.min(count, first + page + 2 * OVERSCAN + 1), page };
}

/** Scrolls as little as needed for the row to be in view. */
export function revealRow(
  scroller: HTMLElement,
  index: number,
  { rowHeight, header = 0 }: { rowHeight: number; header?: number },
): void {
  const top = index * rowHeight;
  const inView = scroller.clientHeight - header;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + rowHeight > scroller.scrollTop + inView) {
    scroller.scrollTop = top + rowHeight - inView;
  }
}
