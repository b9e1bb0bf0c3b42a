import type { SpanNode } from '../model/span-node.ts';
import type { Trace } from '../model/tree.ts';

/** The node of that key, as long as the trace has it. */
export function findNode({ roots }: Trace, key: string): SpanNode | undefined {
  // A stack of our own, since a trace can be deeper than the engine's.
  const pending: SpanNode[] = [...roots];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.key === key) return node;
    for (const child of node.children) pending.push(child);
  }
  return undefined;
}
