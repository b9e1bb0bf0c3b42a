import { toPayload } from './batch.ts';
import { type Encoded, encodeInHalf } from './encode.ts';
import { type Counts, settle } from './ledger.ts';
import type { Queue } from './queue.ts';
import type { Moment, Outcome, Payload, Sender } from './send.ts';

/** Delivers batches, whatever it takes to keep one span from costing others. */
export interface Delivery {
  /** What of a batch has to be tried again. Never rejects. */
  deliver(batch: readonly Encoded[], moment: Moment): Promise<readonly Encoded[]>;
  /** What of a batch would miss the page's end, because it is being packed or comes after other parts. Taken out, it is the taker's. */
  readonly unsent: (readonly Encoded[])[];
  /** What is on its way. */
  readonly going: Set<readonly Encoded[]>;
}

/** Batches in a row that are refused for one span of theirs: past that it is no longer one span. */
const MOST_REFUSALS = 32;

export function createDelivery(sender: Sender, queue: Queue, counts: Counts): Delivery {
  const unsent: (readonly Encoded[])[] = [];
  const going = new Set<readonly Encoded[]>();
  let refusals = 0;

  async function deliver(batch: readonly Encoded[], moment: Moment): Promise<readonly Encoded[]> {
    const parts = moment === 'staying' ? unsent : [];
    parts.push(batch);
    for (let part = parts[0]; part; part = parts[0]) {
      let payload: Payload = toPayload(part);
      if (moment !== 'leaving') payload = await sender.pack(payload);
      // It may have been taken out meanwhile.
      if (part !== parts[0]) continue;
      parts.shift();
      if (moment === 'staying') going.add(part);
      let outcome = await sender.send(payload, moment);
      going.delete(part);
      if (outcome === 'retry') return [part, ...parts.splice(0)].flat();
      // What had no answer is sent once more, by a page that may get one.
      if (outcome === 'unconfirmed' && moment === 'staying') void queue.put(part, { isCopy: true });
      if (outcome === 'invalid' || outcome === 'too large') {
        const halves = ++refusals > MOST_REFUSALS ? [] : split(part, outcome);
        parts.unshift(...halves);
        if (halves.length) continue;
        outcome = 'refused';
      } else refusals = 0;
      settle(counts, outcome, part.length);
    }
    return [];
  }

  return { deliver, unsent, going };
}

/** Halves: of the spans, or of the one that is too large by itself. */
function split(batch: readonly Encoded[], outcome: Outcome): (readonly Encoded[])[] {
  const [first, ...others] = batch;
  const middle = batch.length >> 1;
  if (others.length) return [batch.slice(0, middle), batch.slice(middle)];
  const half = first && outcome === 'too large' && encodeInHalf(first);
  return half ? [[half]] : [];
}
