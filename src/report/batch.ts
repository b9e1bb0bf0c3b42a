import type { Encoded } from './encode.ts';
import type { TextPayload } from './send.ts';

/** Takes as many from the front as there is room for, and the first in any case. */
export function takeFitting<Item>(
  items: Item[],
  room: number,
  weigh: (item: Item) => number,
): Item[] {
  let left = room;
  const end = items.findIndex((item, i) => {
    left -= weigh(item);
    return left < 0 && i > 0;
  });
  return items.splice(0, end < 0 ? items.length : end);
}

/** A batch as Zipkin reads it: a JSON list. */
export function toPayload(batch: readonly Encoded[]): TextPayload {
  const bytes = batch.reduce((sum, span) => sum + span.bytes + 1, 1);
  return { content: `[${batch.map(({ text }) => text)}]`, bytes };
}
