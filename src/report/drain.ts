import { takeFitting } from './batch.ts';
import type { Delivery } from './deliver.ts';
import type { Encoded } from './encode.ts';
import { type Counts, settle } from './ledger.ts';
import type { Entry, Queue } from './queue.ts';

/** Bytes of what is sent at once. */
const MOST_BYTES = 250_000;

export interface Drain {
  readonly queue: Queue;
  readonly delivery: Delivery;
  readonly counts: Counts;
  /** Whether to go on: a page that goes doesn't hold the queue. */
  readonly goesOn: () => boolean;
  /** There is something. */
  readonly onFound: () => void;
}

/** Sends what is in the queue, the oldest first, and tells whether all of it could be. Never rejects. */
export async function drain(parts: Drain): Promise<boolean> {
  const { queue, goesOn, onFound } = parts;
  let sent = true;
  const sendAll = async () => {
    const entries = await queue.list();
    if (entries.length) onFound();
    while (entries.length && sent) {
      const next = takeFitting(entries, MOST_BYTES, ([, , , , bytes]) => bytes);
      sent = goesOn() && (await send(parts, next));
    }
  };
  // Where nothing can be stored there is no queue.
  await queue.alone(sendAll).catch(() => {});
  return sent;
}

async function send({ queue, delivery, counts }: Drain, entries: Entry[]): Promise<boolean> {
  const batches = await queue.read(entries);
  const spans = batches.flatMap((batch) => batch.spans);
  if (!spans.length) return true;
  const read = batches.map(({ entry }) => entry);
  const own = queue.countOwn(read);
  const take = (sign: 1 | -1) => {
    counts.waiting += sign * spans.length;
    counts.stored -= sign * own;
    counts.takenOver += sign * (spans.length - own);
  };
  take(1);
  const left = await delivery.deliver(spans, 'stored');
  if (left.length === spans.length) {
    take(-1);
    return false;
  }
  // Where there is no room for the rest, all stays: Zipkin ignores what comes twice.
  const kept = !left.length || (await store(queue, counts, left, read[0]?.[1]));
  if (kept) await queue.remove(read);
  else settle(counts, 'stored', left.length);
  return !left.length;
}

/** Puts spans where they outlast the page, and tells whether that was possible. Never rejects. */
export async function store(
  queue: Queue,
  counts: Counts,
  spans: readonly Encoded[],
  time?: number,
): Promise<boolean> {
  try {
    await queue.put(spans, false, time);
    settle(counts, 'stored', spans.length);
    return true;
  } catch {
    return false;
  }
}
