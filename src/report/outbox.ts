import type { ToldSpan } from '../trace/span.ts';
import { takeFitting, toPayload } from './batch.ts';
import { createDelivery } from './deliver.ts';
import { type DrainParts, drain } from './drain.ts';
import { type Encoded, encode } from './encode.ts';
import { drop, settle } from './ledger.ts';
import { isBlocked } from './obstacle.ts';
import { BATCH_BYTES, type Sender } from './send.ts';
import { toZipkin } from './zipkin.ts';

/** What waits in memory, and its ways out: to Zipkin, or into the queue. Nothing of it rejects. */
export interface Outbox {
  /** What waits and is not encoded yet. */
  readonly fresh: readonly ToldSpan[];
  /** What came before that. */
  readonly waiting: readonly Encoded[];
  add(span: ToldSpan): void;
  /** All that would be lost with the page: what is open, what is about to go out, and what waits. */
  tell(): Encoded[];
  /** Sends what waits, and what is in the queue if it is asked to or has put it there. What is left is kept. */
  send(withQueue: boolean): Promise<boolean>;
  /** Stores what waits, where that is possible. */
  keep(): Promise<void>;
  /** What would miss the page's end waits again. */
  takeBack(): void;
  /** All at once, since there may be no later: to Zipkin only if it is well. */
  leave(isWell: boolean): void;
}

export interface OutboxParts extends DrainParts {
  readonly service: string;
  readonly sender: Sender;
  /** Spans that have not ended. */
  readonly tellOpen: () => ToldSpan[];
  /** Whether anything may be sent or stored. */
  readonly isActive: () => boolean;
  /** The page was left, or only hidden: it may be known whether all has reached Zipkin. */
  readonly onLeft: (isSent: boolean) => void;
}

/** Spans in memory: past this number they are stored, or else the oldest go. */
const MOST_WAITING = 1000;

export function createOutbox(parts: OutboxParts): Outbox {
  const { service, sender, queue, counts, tellOpen, isActive, drains, onLeft } = parts;
  const { deliver, unsent, going } = createDelivery(sender, queue, counts);
  const fresh: ToldSpan[] = [];
  const waiting: Encoded[] = [];
  /** Whether there is something in the queue: Zipkin may be away. */
  let doubtful = false;

  function toEncoded(span: ToldSpan): Encoded {
    return encode(toZipkin(span, service), BATCH_BYTES - 2);
  }

  function encodeFresh(): void {
    waiting.push(...fresh.splice(0).map(toEncoded));
  }

  function takeBatch(mostBytes: number): Encoded[] {
    return takeFitting(waiting, mostBytes - 1, ({ bytes }) => bytes + 1);
  }

  function takeBack(): void {
    waiting.unshift(...unsent.splice(0).flat());
    encodeFresh();
  }

  /** One batch after the other: a Zipkin that doesn't answer shall take no more than one of the page's connections. */
  async function sendWaiting(): Promise<boolean> {
    encodeFresh();
    while (waiting.length) {
      const rest = await deliver(takeBatch(sender.batchBytes()), 'staying');
      waiting.unshift(...rest);
      if (rest.length || !isActive()) return !rest.length;
    }
    return true;
  }

  async function sendQueue(): Promise<boolean> {
    const sent = await drain(parts, deliver, () => {
      doubtful = true;
    });
    if (sent) doubtful = false;
    return sent;
  }

  function keepAll(): Promise<void> {
    encodeFresh();
    return keep(waiting.splice(0));
  }

  async function keep(spans: readonly Encoded[]): Promise<void> {
    if (!spans.length) return;
    going.add(spans);
    const isKept = isActive() && (await queue.put(spans, { isLast: !drains() }));
    going.delete(spans);
    if (isKept) {
      settle(counts, 'stored', spans.length);
      // It is kept within its bounds by being looked at.
      await queue.list().catch(() => {});
      return;
    }
    waiting.unshift(...spans);
    const excess = waiting.splice(0, Math.max(0, waiting.length - MOST_WAITING)).length;
    counts.waiting -= excess;
    drop(counts, 'memory full', excess);
  }

  return {
    fresh,
    waiting,
    add(span) {
      counts.waiting++;
      fresh.push(span);
      if (fresh.length < MOST_WAITING) return;
      doubtful = true;
      void keepAll();
    },
    tell() {
      encodeFresh();
      return [...tellOpen().map(toEncoded), ...unsent.flat(), ...waiting];
    },
    async send(withQueue) {
      const sent = (await sendWaiting()) && (!(withQueue || doubtful) || (await sendQueue()));
      if (!sent) await keepAll();
      return sent;
    },
    keep: keepAll,
    takeBack,
    leave(isWell) {
      takeBack();
      const obstacle = sender.obstacle();
      const reachable = navigator.onLine !== false && !isBlocked(obstacle);
      const safe = isWell && reachable && !doubtful;
      const isLast = !drains();
      if (!safe) {
        if (waiting.length) onLeft(false);
        // Neither Zipkin nor IndexedDB may have it in time.
        if (isLast) for (const spans of going) void queue.put(spans, { isCopy: true, isLast });
      }
      while (waiting.length) {
        const batch = takeBatch(BATCH_BYTES);
        if (safe) {
          // What has no answer is sent once more, by a page that may get one.
          if (obstacle) void queue.put(batch, { isCopy: true, isLast });
          void deliver(batch, 'leaving').then((rest) =>
            keep(rest).then(() => onLeft(!rest.length)),
          );
        } else {
          void keep(batch);
          // The user may not come back, and Zipkin may be.
          if (reachable) void sender.send(toPayload(batch), 'leaving');
        }
      }
    },
  };
}
