import { toPayload } from './batch.ts';
import { type Encoded, encodeInHalf } from './encode.ts';
import { type Counts, settle } from './ledger.ts';
import type { Queue } from './queue.ts';
import type { Moment, Outcome, Payload, Sender } from './send.ts';

/** Delivers batches, whatever it takes to keep one span from costing others. */
export interface Delivery {
  /** What of a batch has to be tried again. Never rejects. */
  deliver(batch: readonly Encoded[], moment: Moment): Promise<readonly Encoded[]>;
  /** Of what is waiting to go out, and would miss the page's end. It is the caller's again. */
  takeBack(): readonly Encoded[];
  /** How long (ms) Zipkin asked to be left alone when it answered last. */
  retryAfter(): number | undefined;
}

/** Batches in a row that are refused for one span of theirs: past that it is no longer one span. */
const MOST_REFUSALS = 32;

export function createDelivery(sender: Sender, queue: Queue, counts: Counts): Delivery {
  let packing: readonly Encoded[] = [];
  let refusals = 0;
  let asked: number | undefined;

  async function deliver(batch: readonly Encoded[], moment: Moment): Promise<readonly Encoded[]> {
    let payload: Payload = toPayload(batch);
    if (moment === 'staying') packing = batch;
    if (moment !== 'leaving') payload = await sender.pack(payload);
    if (moment === 'staying') {
      if (packing !== batch) return [];
      packing = [];
    }
    const { outcome, retryAfter } = await sender.send(payload, moment);
    asked = retryAfter;
    if (outcome === 'retry') return batch;
    if (outcome === 'delivered' || outcome === 'unconfirmed') {
      refusals = 0;
      if (outcome === 'unconfirmed' && moment === 'staying') keepCopy(queue, batch);
      settle(counts, outcome, batch.length);
      return [];
    }
    const parts = outcome === 'refused' || ++refusals > MOST_REFUSALS ? [] : split(batch, outcome);
    if (!parts.length) settle(counts, 'refused', batch.length);
    let left: readonly Encoded[] = [];
    for (const part of parts) {
      left = left.concat(left.length ? part : await deliver(part, moment));
    }
    return left;
  }

  return {
    deliver,
    takeBack() {
      const batch = packing;
      packing = [];
      return batch;
    },
    retryAfter: () => asked,
  };
}

/** Halves: of the spans, or of the one that is too large by itself. */
function split(batch: readonly Encoded[], outcome: Outcome): (readonly Encoded[])[] {
  const [first, ...others] = batch;
  const middle = batch.length >> 1;
  if (others.length) return [batch.slice(0, middle), batch.slice(middle)];
  const half = first && outcome === 'too large' && encodeInHalf(first);
  return half ? [[half]] : [];
}

/** What was sent without an answer is sent once more, by a page that may get one. */
export function keepCopy(queue: Queue, batch: readonly Encoded[]): void {
  queue.put(batch, true).catch(() => {
    // It is on its way, after all.
  });
}
