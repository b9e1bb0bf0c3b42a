/** Keys that come out again by their age: a binary heap. */
export interface OldestFirst {
  add(time: number, key: string): void;
  /** Takes out the oldest; of equally old ones the least key. */
  take(): Aged | undefined;
}

export interface Aged {
  readonly time: number;
  readonly key: string;
}

export function createOldestFirst(): OldestFirst {
  const heap: Aged[] = [];

  function isOlder(index: number, other: number): boolean {
    const [a, b] = [heap[index], heap[other]];
    if (!a || !b) return a !== undefined;
    return a.time < b.time || (a.time === b.time && a.key < b.key);
  }

  function swap(index: number, other: number): void {
    const [a, b] = [heap[index], heap[other]];
    if (!a || !b) return;
    heap[index] = b;
    heap[other] = a;
  }

  return {
    add(time, key) {
      let index = heap.push({ time, key }) - 1;
      for (
        let parent = (index - 1) >> 1;
        index > 0 && isOlder(index, parent);
        parent = (index - 1) >> 1
      ) {
        swap(index, parent);
        index = parent;
      }
    },
    take() {
      swap(0, heap.length - 1);
      const oldest = heap.pop();
      for (let index = 0; ; ) {
        const [left, right] = [2 * index + 1, 2 * index + 2];
        const child = isOlder(right, left) ? right : left;
        if (child >= heap.length || !isOlder(child, index)) return oldest;
        swap(index, child);
        index = child;
      }
    },
  };
}
