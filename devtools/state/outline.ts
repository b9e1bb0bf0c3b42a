import { type Cell, cell, type Watched } from './cell.ts';

/** What is open in the waterfall, and where the reader is. Nodes go by their key. */
export interface Outline {
  readonly collapsed: Watched<ReadonlySet<string>>;
  /** The row that the keyboard is on. */
  readonly cursor: Cell<string | undefined>;
  /** Whether the cursor's span is shown in full. */
  readonly detail: Cell<boolean>;
  collapse(keys: Iterable<string>): void;
  expand(keys: Iterable<string>): void;
  /** Everything open and nothing chosen, for another trace. */
  reset(): void;
}

export function createOutline(): Outline {
  const collapsed = cell<ReadonlySet<string>>(new Set());
  const cursor = cell<string | undefined>(undefined);
  const detail = cell(false);
  return {
    collapsed,
    cursor,
    detail,
    collapse(keys) {
      collapsed.set(new Set([...collapsed.get(), ...keys]));
    },
    expand(keys) {
      const next = new Set(collapsed.get());
      for (const key of keys) next.delete(key);
      collapsed.set(next);
    },
    reset() {
      collapsed.set(new Set());
      cursor.set(undefined);
      detail.set(false);
    },
  };
}
