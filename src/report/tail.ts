import { toPayload } from './batch.ts';
import type { BlackBox } from './black-box.ts';
import type { Encoded } from './encode.ts';
import { createTimer } from './timer.ts';

/** Has the black box hold what would be lost with the page. */
export interface Tail {
  /** There is more of it. */
  grow(): void;
  /** There is none. */
  clear(): void;
}

/** How long (ms) nothing has to be reported before the black box is filled. */
const LULL = 100;
/** So many spans are too many to wait for that. */
const MANY = 50;
/** How long (ms) what it was filled with last has to do. */
const PAUSE = 1000;

/** All that there is to hold is told by `tell`, and `fresh` is what has come since. */
export function createTail(
  blackBox: BlackBox,
  fresh: readonly unknown[],
  tell: () => Encoded[],
): Tail {
  const lull = createTimer(fill);
  let filled = -PAUSE;
  /** How much had come when that was last thought of. */
  let seen = 0;

  /** Once the page is quiet, so that it gets what came together. */
  function fill(): void {
    if (!fresh.length) return;
    if (fresh.length !== seen && fresh.length < MANY) {
      grow();
      return;
    }
    filled = performance.now();
    const spans = tell();
    // The latest, as many as it holds.
    while (spans.length && !blackBox.put(toPayload(spans).content)) {
      spans.splice(0, Math.ceil(spans.length / 4));
    }
  }

  function grow(): void {
    if (fresh.length === MANY) lull.clear();
    if (!blackBox.works || lull.isSet()) return;
    seen = fresh.length;
    lull.set(Math.max(seen < MANY ? LULL : 0, filled + PAUSE - performance.now()));
  }

  return {
    grow,
    clear() {
      lull.clear();
      blackBox.takeOut();
    },
  };
}
