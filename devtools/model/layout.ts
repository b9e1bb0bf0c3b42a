import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import type { SpanNode } from './span-node.ts';
import type { TimeRange } from './time.ts';
import type { Trace } from './tree.ts';

export type { TimeRange } from './time.ts';

/** Where a stretch of time lies, in shares of the visible time: 0 is its start, 1 its end. */
export interface Extent {
  readonly left: number;
  readonly width: number;
}

/**
 * One line of the waterfall, ready to draw.
 *
 * `left` and `width` are not cut to what is visible: a bar that began before has a `left` below 0. A node
 * without a timestamp has no place in time, and lies at 0 with no width.
 */
export interface Row extends Extent {
  readonly node: SpanNode;
  /** 0 for roots. */
  readonly depth: number;
  readonly expandable: boolean;
  readonly expanded: boolean;
  /** The server's own time, where both sides reported. Clocks that differ can put it outside of the bar. */
  readonly server: Extent | undefined;
  /** Place among its siblings, from 1. */
  readonly position: number;
  /** How many siblings there are, itself included. */
  readonly setSize: number;
}

/** The rows that are open, top to bottom. 100,000 take about 30 ms: do it when something opens, not on scroll. */
export function layoutRows(
  { roots }: Trace,
  range: TimeRange,
  isCollapsed: (node: SpanNode) => boolean,
): Row[] {
  const rows: Row[] = [];
  // A stack of our own, since a trace can be deeper than the engine's: families that are not done yet.
  const open: { siblings: readonly SpanNode[]; next: number }[] = [{ siblings: roots, next: 0 }];
  for (let family = open.at(-1); family; family = open.at(-1)) {
    const node = family.siblings[family.next++];
    if (!node) {
      open.pop();
      continue;
    }
    const expandable = node.children.length > 0;
    const expanded = expandable && !isCollapsed(node);
    const { left, width } = extent(node, range);
    rows.push({
      node,
      depth: open.length - 1,
      expandable,
      expanded,
      left,
      width,
      server: node.client && node.server && extent(node.server, range),
      position: family.next,
      setSize: family.siblings.length,
    });
    if (expanded) open.push({ siblings: node.children, next: 0 });
  }
  return rows;
}

function extent(
  { timestamp, duration = 0 }: Pick<ZipkinSpan, 'timestamp' | 'duration'>,
  { start, end }: TimeRange,
): Extent {
  if (timestamp === undefined) return { left: 0, width: 0 };
  const visible = Math.max(1, end - start);
  return { left: (timestamp - start) / visible, width: duration / visible };
}
