import type { FinishedSpan } from '../trace/span.ts';
import { KEEPALIVE_BYTES, type Sender } from './send.ts';
import { toZipkin } from './zipkin.ts';

/** Brings finished spans to Zipkin, in batches. */
export interface Reporter {
  report(span: FinishedSpan): void;
  /** Sends what is waiting; resolves when it has been answered, or has failed. Never rejects. */
  flush(): Promise<void>;
  stop(): void;
}

/** How long (ms) the first span of a batch waits for others. */
const LINGER = 1000;
/** After a failure: twice as long each time, up to this (ms). */
const LONGEST_PAUSE = 60_000;
/** Failures in a row after which a batch is given up. It may have arrived: CORS can hide the answer. */
const MOST_FAILURES = 8;
/** Spans kept while Zipkin can't be reached; the oldest go first. */
const MOST_WAITING = 1000;
/** Bytes of a batch: two may be on their way at once with keepalive. */
const BATCH_BYTES = KEEPALIVE_BYTES / 2;

export function createReporter(sender: Sender, service: string): Reporter {
  const encoder = new TextEncoder();
  const { setTimeout, clearTimeout } = globalThis;
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delivering: Promise<void> | undefined;
  let failures = 0;
  let stopped = false;
  /** Since the page was left, until it is seen again. */
  let leaving = false;

  function schedule(): void {
    if (!waiting.length || delivering || stopped || isAhead()) return;
    timer ??= setTimeout(flush, Math.min(LINGER * 2 ** failures, LONGEST_PAUSE));
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    delivering ??= deliverAll().then(() => {
      delivering = undefined;
      schedule();
    });
    return delivering;
  }

  /** One batch after the other: a Zipkin that doesn't answer shall take no more than one of the page's connections. */
  async function deliverAll(): Promise<void> {
    for (let batch = nextBatch(); batch.length; batch = nextBatch()) {
      const outcome = await sender.send(`[${batch}]`, false);
      failures = outcome === 'retry' ? failures + 1 : 0;
      if (!failures) continue;
      if (failures < MOST_FAILURES) waiting = [...batch, ...waiting].slice(-MOST_WAITING);
      else failures = 0;
      return;
    }
  }

  /** All at once, since there is no later. */
  function leave(): void {
    if (isAhead()) return;
    leaving = true;
    clearTimeout(timer);
    timer = undefined;
    for (let batch = nextBatch(); batch.length; batch = nextBatch()) {
      void sender.send(`[${batch}]`, true).then((outcome) => {
        // The page may have been hidden only.
        if (outcome === 'retry') waiting = [...batch, ...waiting].slice(-MOST_WAITING);
        schedule();
      });
    }
  }

  /** As many of those that wait as fit. One that is too large for any batch goes alone. */
  function nextBatch(): string[] {
    let room = BATCH_BYTES;
    const end = waiting.findIndex((span, index) => {
      room -= encoder.encode(span).length + 1;
      return room < 0 && index > 0;
    });
    return waiting.splice(0, end < 0 ? waiting.length : end);
  }

  const onVisibilityChange = () => {
    if (document.visibilityState === 'hidden') leave();
    else leaving = false;
  };
  const onShow = () => {
    leaving = false;
  };
  // It comes before `visibilitychange` where a page is left, and alone where a visible page is closed.
  globalThis.addEventListener?.('pagehide', leave);
  globalThis.addEventListener?.('pageshow', onShow);
  globalThis.document?.addEventListener('visibilitychange', onVisibilityChange);
  globalThis.document?.addEventListener('prerenderingchange', schedule);

  return {
    report(span) {
      waiting.push(JSON.stringify(toZipkin(span, service)));
      if (waiting.length > MOST_WAITING) waiting.shift();
      // The page's own listeners, and those of instruments, may come after ours.
      if (leaving) queueMicrotask(leave);
      else schedule();
    },
    flush,
    stop() {
      stopped = true;
      sender.stop();
      clearTimeout(timer);
      globalThis.removeEventListener?.('pagehide', leave);
      globalThis.removeEventListener?.('pageshow', onShow);
      globalThis.document?.removeEventListener('visibilitychange', onVisibilityChange);
      globalThis.document?.removeEventListener('prerenderingchange', schedule);
    },
  };
}

/** Whether the page is rendered ahead, and nobody has opened it: nothing is to be told of it yet. */
function isAhead(): boolean {
  return Boolean(globalThis.document && Reflect.get(document, 'prerendering'));
}
