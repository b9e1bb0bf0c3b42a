import type { ToldSpan } from '../trace/span.ts';
import { pauseAfter } from './back-off.ts';
import type { BlackBox } from './black-box.ts';
import { listen } from './listen.ts';
import { isBlocked } from './obstacle.ts';
import { createOutbox, type OutboxParts } from './outbox.ts';
import { createTail } from './tail.ts';
import { createTimer } from './timer.ts';

/** Brings finished spans to Zipkin, in batches. */
export interface Reporter {
  report(span: ToldSpan): void;
  /** Sends what waits, in memory and in the queue; resolves when that was answered, or has failed. Never rejects. */
  flush(): Promise<void>;
  start(): void;
  /** From now on nothing is sent or stored, but for what waits now if it is to be flushed. */
  stop(flush: boolean): Promise<void>;
}

export interface ReporterParts extends Omit<OutboxParts, 'isActive' | 'drains' | 'onLeft'> {
  readonly blackBox: BlackBox;
  /** Something has become of spans. */
  readonly onChange: () => void;
}

/** How long (ms) the first span of a batch waits for others. */
const LINGER = 1000;
/** So many spans wait for no others. */
const MANY = 150;

export function createReporter(parts: ReporterParts): Reporter {
  const { sender, blackBox } = parts;
  const outbox = createOutbox({
    ...parts,
    isActive: () => active,
    drains: () => active && !left,
    onLeft(isSent) {
      if (!isSent) failures ||= 1;
      retry();
      onChange();
    },
  });
  const { fresh, waiting } = outbox;
  const tail = createTail(blackBox, fresh, () => (isMute() ? [] : outbox.tell()));
  const lingering = createTimer(work);
  const retrying = createTimer(() => work(true));
  let working: Promise<void> | undefined;
  /** Whether the queue is to be sent, too: it may be asked for while something else is being done. */
  let isQueueWanted = false;
  let unlisten: (() => void) | undefined;
  let active = false;
  /** Since the page was hidden, or left, until it is seen again. */
  let leaving = false;
  let left = false;
  /** How many times in a row Zipkin could not be reached. */
  let failures = 0;

  function isMute(): boolean {
    return isAhead() || isBlocked(sender.obstacle());
  }

  function onChange(): void {
    parts.onChange();
    schedule();
  }

  function schedule(): void {
    const isIdle = !fresh.length && (!waiting.length || failures);
    if (!isIdle && !lingering.isSet() && active && !isAhead()) lingering.set(LINGER);
  }

  function work(withQueue = false): Promise<void> {
    lingering.clear();
    isQueueWanted ||= withQueue;
    working ??= send().then(() => {
      working = undefined;
      if (!fresh.length && !waiting.length) tail.clear();
      onChange();
      return isQueueWanted ? work() : undefined;
    });
    return working;
  }

  async function send(): Promise<void> {
    const withQueue = isQueueWanted;
    isQueueWanted = false;
    if (!active || isAhead()) return;
    if (!withQueue && failures) return outbox.keep();
    failures = (await outbox.send(withQueue)) ? 0 : failures + 1;
    retry();
  }

  function retry(): void {
    retrying.clear();
    if (failures && unlisten && !isBlocked(sender.obstacle())) {
      retrying.set(pauseAfter(failures, sender.retryAfter()));
    }
  }

  function leave(): void {
    if (!active || isAhead()) return;
    leaving = true;
    lingering.clear();
    tail.clear();
    outbox.leave(!failures);
  }

  function onShow(): void {
    left = leaving = false;
    schedule();
  }

  /** What earlier pages have left is no matter of the page's load. */
  function onLoad(): void {
    retrying.set(LINGER);
  }

  async function flush(): Promise<void> {
    await working;
    await work(true);
  }

  return {
    report(span) {
      outbox.add(span);
      // The page's own listeners, and those of instruments, may come after ours.
      if (leaving) return queueMicrotask(leave);
      schedule();
      if (fresh.length + waiting.length === MANY) lingering.set(0);
      if (active) tail.grow();
    },
    flush,
    start() {
      active = true;
      unlisten ??= listen({
        // It comes before `visibilitychange` where a page is left, and alone where a visible page is closed.
        pagehide() {
          left = true;
          // What is in the queue is for the next page, and so is the queue.
          sender.abort();
          leave();
        },
        visibilitychange: () => (document.visibilityState === 'hidden' ? leave() : onShow()),
        pageshow: onShow,
        prerenderingchange() {
          onShow();
          onLoad();
        },
        online: () => work(true),
        load: onLoad,
      });
      if ((globalThis.document?.readyState ?? 'complete') === 'complete') onLoad();
    },
    async stop(flushes) {
      unlisten?.();
      unlisten = undefined;
      active &&= flushes;
      left = leaving = false;
      for (const timer of [lingering, retrying, tail]) timer.clear();
      outbox.takeBack();
      await flush();
      active &&= Boolean(unlisten);
    },
  };
}

/** Whether the page is rendered ahead, and nobody has opened it: nothing is to be told of it yet. */
function isAhead(): boolean {
  // What TypeScript doesn't know yet.
  const { document } = globalThis as { document?: { readonly prerendering?: boolean } };
  return Boolean(document?.prerendering);
}
