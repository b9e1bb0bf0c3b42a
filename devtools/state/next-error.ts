import { layoutRows } from '../model/layout.ts';
import type { SpanNode } from '../model/span-node.ts';
import type { Trace } from '../model/tree.ts';

/** A node that failed, and those above it, which must be open for it to be seen. */
export interface FoundNode {
  readonly node: SpanNode;
  readonly above: readonly SpanNode[];
}

/** The next failed node below (1) or above (-1) the one of that key, going around at the ends. */
export function nextError(
  trace: Trace,
  from: string | undefined,
  direction: 1 | -1,
): FoundNode | undefined {
  const rows = layoutRows(trace, trace, () => false);
  const start = rows.findIndex(({ node }) => node.key === from);
  // From nowhere, the way down begins before the first row, and the way up behind the last.
  const origin = start < 0 && direction < 0 ? rows.length : start;
  for (let step = 1; step <= rows.length; step++) {
    const index = (origin + direction * step + 2 * rows.length) % rows.length;
    const row = rows[index];
    if (row?.node.error === undefined) continue;
    const above: SpanNode[] = [];
    for (let i = index - 1, depth = row.depth; i >= 0 && depth > 0; i--) {
      const higher = rows[i];
      if (!higher || higher.depth >= depth) continue;
      above.push(higher.node);
      depth = higher.depth;
    }
    return { node: row.node, above };
  }
  return undefined;
}
