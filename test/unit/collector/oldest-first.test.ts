import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Aged, createOldestFirst } from '../../../demo/collector/oldest-first.ts';

test('keys come out by their age, equally old ones in order', () => {
  const aged = fc.array(fc.record({ time: fc.nat(20), key: fc.string({ maxLength: 2 }) }));
  fc.assert(
    fc.property(aged, (list) => {
      const heap = createOldestFirst();
      for (const { time, key } of list) heap.add(time, key);
      const sorted = list.toSorted((a, b) => a.time - b.time || (a.key < b.key ? -1 : 1));
      expect(list.map(() => heap.take())).toEqual(sorted);
      expect(heap.take()).toBeUndefined();
    }),
  );
});

test('keys that are added between come out in their place', () => {
  const heap = createOldestFirst();
  heap.add(3, 'c');
  heap.add(1, 'a');
  const taken: (Aged | undefined)[] = [heap.take()];
  heap.add(2, 'b');
  taken.push(heap.take(), heap.take());
  expect(taken.map((aged) => aged?.key)).toEqual(['a', 'b', 'c']);
});
