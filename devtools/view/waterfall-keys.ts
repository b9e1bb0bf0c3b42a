import type { Row } from '../model/layout.ts';

/** What a key asks for in the waterfall. */
export type Command =
  | { readonly type: 'go'; readonly index: number }
  | { readonly type: 'collapse' | 'expand'; readonly key: string }
  | { readonly type: 'detail' };

interface Place {
  readonly rows: readonly Row[];
  /** The row that the cursor is on, -1 before the first key. */
  readonly index: number;
  /** Rows that fit in view. */
  readonly page: number;
}

/** Arrows as in every tree (https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/), and vi's letters. */
export function commandOf(key: string, { rows, index, page }: Place): Command | undefined {
  const row = rows[index];
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return go(index + 1, rows);
    case 'ArrowUp':
    case 'k':
      return go(index - 1, rows);
    case 'PageDown':
      return go(index + page, rows);
    case 'PageUp':
      return go(index - page, rows);
    case 'Home':
      return go(0, rows);
    case 'End':
      return go(rows.length - 1, rows);
    case 'ArrowRight':
    case 'l':
      if (!row?.expandable) return undefined;
      return row.expanded ? go(index + 1, rows) : { type: 'expand', key: row.node.key };
    case 'ArrowLeft':
    case 'h':
      if (row?.expanded) return { type: 'collapse', key: row.node.key };
      return row && row.depth > 0 ? go(parentOf(index, row.depth, rows), rows) : undefined;
    case 'Enter':
    case ' ':
      return { type: 'detail' };
    default:
      return undefined;
  }
}

function go(index: number, rows: readonly Row[]): Command | undefined {
  if (rows.length === 0) return undefined;
  return { type: 'go', index: Math.min(rows.length - 1, Math.max(0, index)) };
}

function parentOf(index: number, depth: number, rows: readonly Row[]): number {
  let parent = index;
  while (parent > 0 && (rows[parent]?.depth ?? 0) >= depth) parent--;
  return parent;
}
