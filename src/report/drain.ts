import { takeFitting } from './batch.ts';
import type { Delivery } from './deliver.ts';
import { type Counts, settle } from './ledger.ts';
import type { Entry, Queue } from './queue.ts';

/** Bytes of what is sent at once. */
const MOST_BYTES = 250_000;

export interface DrainParts {
  readonly queue: Queue;
  readonly counts: Counts;
  /** Whether to go on: a page that goes doesn't hold the queue. */
  readonly drains: () => boolean;
}

/** Sends what is in the queue, the oldest first, and tells whether all of it could be. Never rejects. */
export async function drain(
  parts: DrainParts,
  deliver: Delivery['deliver'],
  onFound: () => void,
): Promise<boolean> {
  const { queue, drains } = parts;
  let sent = true;
  const sendAll = async () => {
    const entries = await queue.list();
    if (entries.length) onFound();
    while (entries.length && sent) {
      const next = takeFitting(entries, MOST_BYTES, ([, , , , bytes]) => bytes);
      sent = drains() && (await send(parts, deliver, next));
    }
  };
  // Where nothing can be stored there is no queue.
  await queue.alone(sendAll).catch(() => {});
  return sent;
}

async function send(
  { queue, counts }: DrainParts,
  deliver: Delivery['deliver'],
  entries: Entry[],
): Promise<boolean> {
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
  const left = await deliver(spans, 'stored');
  if (left.length === spans.length) {
    take(-1);
    return false;
  }
  // Where there is no room for the rest, all stays: Zipkin ignores what comes twice.
  const isKept = !left.length || (await queue.put(left, { time: read[0]?.[1] }));
  if (isKept) await queue.remove(read);
  settle(counts, 'stored', left.length);
  return !left.length;
}
