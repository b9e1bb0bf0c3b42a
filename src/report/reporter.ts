import type { ToldSpan } from '../trace/span.ts';
import { takeFitting, toPayload } from './batch.ts';
import type { BlackBox } from './black-box.ts';
import { createDelivery, keepCopy } from './deliver.ts';
import { drain, store } from './drain.ts';
import { type Encoded, encode } from './encode.ts';
import { type Counts, drop } from './ledger.ts';
import { isBlocked } from './obstacle.ts';
import type { Queue } from './queue.ts';
import { KEEPALIVE_BYTES, type Sender } from './send.ts';
import { toZipkin } from './zipkin.ts';

/** Brings finished spans to Zipkin, in batches. */
export interface Reporter {
  report(span: ToldSpan): void;
  /** Sends what waits, in memory and in the queue; resolves when that was answered, or has failed. Never rejects. */
  flush(): Promise<void>;
  start(): void;
  /** From now on nothing is sent or stored, but for what waits now if it is to be flushed. */
  stop(flush: boolean): Promise<void>;
}

export interface ReporterParts {
  readonly service: string;
  readonly sender: Sender;
  readonly queue: Queue;
  readonly blackBox: BlackBox;
  readonly counts: Counts;
  /** Spans that have not ended. */
  readonly tellOpen: () => ToldSpan[];
  /** Something has become of spans. */
  readonly onChange: () => void;
}

/** How long (ms) the first span of a batch waits for others, and a full black box for what came later. */
const LINGER = 1000;
/** So many spans wait for no others. */
const MANY = 50;
/** How long (ms) nothing has to be reported before the black box is filled. */
const LULL = 100;
/** After a failure: twice as long each time, up to this (ms). */
const LONGEST_PAUSE = 60_000;
/** Zipkin may ask for more than that (ms). */
const LONGEST_WISH = 3_600_000;
/** Spans in memory: past this number they are stored, or else the oldest go. */
const MOST_WAITING = 1000;
/** Bytes of a batch: two may be on their way at once with keepalive. */
const BATCH_BYTES = KEEPALIVE_BYTES / 2;

type Timer = ReturnType<typeof setTimeout> | undefined;

export function createReporter(parts: ReporterParts): Reporter {
  const { service, sender, queue, blackBox, counts, tellOpen, onChange } = parts;
  const { setTimeout, clearTimeout, document } = globalThis;
  const delivery = createDelivery(sender, queue, counts);
  const fresh: ToldSpan[] = [];
  let waiting: Encoded[] = [];
  let working: Promise<void> | undefined;
  let lingering: Timer;
  let retrying: Timer;
  let lulling: Timer;
  /** When the black box was filled last, and how many spans there were when that was last thought of. */
  let filled = Number.NEGATIVE_INFINITY;
  let seen = 0;
  let failures = 0;
  /** Whether there is something in the queue: Zipkin may be away. */
  let doubtful = false;
  let active = false;
  let listening = false;
  /** Since the page was hidden, or left, until it is seen again. */
  let leaving = false;
  let left = false;

  function schedule(): void {
    const isBusy = lingering || working || !listening;
    if (isBusy || !(fresh.length || (waiting.length && !failures)) || isAhead()) return;
    lingering = setTimeout(work, fresh.length < MANY ? LINGER : 0);
  }

  function work(withQueue = false): Promise<void> {
    clearTimeout(lingering);
    lingering = undefined;
    working ??= sendAll(withQueue).then(() => {
      working = undefined;
      if (!fresh.length && !waiting.length) blackBox.takeOut();
      onChange();
      schedule();
    });
    return working;
  }

  async function sendAll(withQueue: boolean): Promise<void> {
    if (!active || isAhead()) return;
    encodeFresh();
    if (withQueue || !failures) {
      const sent = (await sendWaiting()) && (!(withQueue || doubtful) || (await sendQueue()));
      failures = sent ? 0 : failures + 1;
      retry();
    }
    if (failures) await keep(waiting.splice(0));
  }

  /** One batch after the other: a Zipkin that doesn't answer shall take no more than one of the page's connections. */
  async function sendWaiting(): Promise<boolean> {
    while (waiting.length) {
      const batch = nextBatch();
      const rest = await delivery.deliver(batch, 'staying');
      waiting = [...rest, ...waiting];
      if (rest.length || !active) return !rest.length;
    }
    return true;
  }

  async function sendQueue(): Promise<boolean> {
    const goesOn = () => listening && !left;
    const onFound = () => {
      doubtful = true;
    };
    const sent = await drain({ queue, delivery, counts, goesOn, onFound });
    if (sent) doubtful = false;
    return sent;
  }

  /** So that not all pages come back at once. */
  function retry(): void {
    clearTimeout(retrying);
    if (!failures || !listening || isBlocked(sender.obstacle())) return;
    const pause = Math.min(LINGER * 2 ** failures, LONGEST_PAUSE) * (1 - Math.random() / 2);
    const wish = Math.min(delivery.retryAfter() ?? 0, LONGEST_WISH);
    retrying = setTimeout(work, Math.max(pause, wish), true);
  }

  async function keep(spans: readonly Encoded[]): Promise<void> {
    if (!spans.length) return;
    if (active && (await store(queue, counts, spans))) {
      // It is kept within its bounds by being looked at.
      await queue.list().catch(() => {});
      return;
    }
    waiting = [...spans, ...waiting];
    const excess = waiting.splice(0, Math.max(0, waiting.length - MOST_WAITING)).length;
    counts.waiting -= excess;
    drop(counts, 'memory full', excess);
  }

  /** All at once, since there may be no later. */
  function leave(): void {
    if (!listening || isAhead()) return;
    leaving = true;
    clearTimeout(lingering);
    lingering = undefined;
    blackBox.takeOut();
    waiting = [...delivery.takeBack(), ...waiting];
    encodeFresh();
    const obstacle = sender.obstacle();
    const reachable = navigator.onLine !== false && !isBlocked(obstacle);
    const safe = reachable && !failures && !doubtful;
    while (waiting.length) {
      const batch = nextBatch();
      if (safe && obstacle) keepCopy(queue, batch);
      if (safe) void delivery.deliver(batch, 'leaving').then(goOn);
      else {
        failures ||= 1;
        void keep(batch);
        // The user may not come back, and Zipkin may be.
        if (reachable) void sender.send(toPayload(batch), 'leaving');
      }
    }
    retry();
  }

  /** The page may have been hidden only. */
  async function goOn(rest: readonly Encoded[]): Promise<void> {
    if (rest.length) {
      failures ||= 1;
      await keep(rest);
      retry();
    }
    onChange();
    schedule();
  }

  /** Once the page is quiet, so that it gets what came together; then once a second at most. */
  function fillBlackBox(): void {
    lulling = undefined;
    if (!fresh.length || working || leaving || isBlocked(sender.obstacle())) return;
    if (fresh.length !== seen) {
      awaitLull();
      return;
    }
    encodeFresh();
    filled = performance.now();
    const tail = [...tellOpen().map(toEncoded), ...waiting];
    // The latest, as many as it holds.
    while (tail.length && !blackBox.put(toPayload(tail).content)) {
      tail.splice(0, Math.ceil(tail.length / 2));
    }
  }

  function awaitLull(): void {
    if (!blackBox.works || lulling || !listening) return;
    seen = fresh.length;
    lulling = setTimeout(fillBlackBox, Math.max(LULL, filled + LINGER - performance.now()));
  }

  function toEncoded(span: ToldSpan): Encoded {
    return encode(toZipkin(span, service), BATCH_BYTES - 2);
  }

  function encodeFresh(): void {
    waiting.push(...fresh.splice(0).map(toEncoded));
  }

  function nextBatch(): Encoded[] {
    return takeFitting(waiting, BATCH_BYTES - 1, ({ bytes }) => bytes + 1);
  }

  async function flush(): Promise<void> {
    await working;
    await work(true);
  }

  const onVisibilityChange = () => {
    if (document.visibilityState === 'hidden') leave();
    else onShow();
  };
  const onHide = () => {
    left = true;
    // What is in the queue is for the next page, and so is the queue.
    sender.abort();
    leave();
  };
  const onShow = () => {
    left = leaving = false;
    schedule();
  };
  const onOnline = () => void work(true);
  /** What earlier pages have left is no matter of the page's load. */
  const onLoad = () => {
    if (listening) retrying ??= setTimeout(work, LINGER, true);
  };

  function listen(how: 'addEventListener' | 'removeEventListener'): void {
    // It comes before `visibilitychange` where a page is left, and alone where a visible page is closed.
    globalThis[how]?.('pagehide', onHide);
    globalThis[how]?.('pageshow', onShow);
    globalThis[how]?.('online', onOnline);
    globalThis[how]?.('load', onLoad);
    document?.[how]('visibilitychange', onVisibilityChange);
    document?.[how]('prerenderingchange', schedule);
  }

  return {
    report(span) {
      counts.waiting++;
      fresh.push(span);
      // The page's own listeners, and those of instruments, may come after ours.
      if (leaving) return queueMicrotask(leave);
      if (fresh.length === MANY) {
        clearTimeout(lingering);
        lingering = undefined;
      }
      if (fresh.length >= MOST_WAITING) {
        encodeFresh();
        doubtful = true;
        void keep(waiting.splice(0));
      }
      schedule();
      awaitLull();
    },
    flush,
    start() {
      active = listening = true;
      listen('addEventListener');
      if ((document?.readyState ?? 'complete') === 'complete') onLoad();
    },
    async stop(flushes) {
      listening = false;
      active &&= flushes;
      listen('removeEventListener');
      for (const timer of [lingering, retrying, lulling]) clearTimeout(timer);
      lingering = retrying = lulling = undefined;
      blackBox.takeOut();
      waiting = [...delivery.takeBack(), ...waiting];
      await flush();
      active &&= listening;
    },
  };
}

/** Whether the page is rendered ahead, and nobody has opened it: nothing is to be told of it yet. */
function isAhead(): boolean {
  return Boolean(globalThis.document && Reflect.get(document, 'prerendering'));
}
