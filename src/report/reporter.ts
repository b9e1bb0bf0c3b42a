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
/** Spans kept while Zipkin can't be reached; the oldest go first. */
const MOST_WAITING = 1000;
/** Bytes of a batch: two may be on their way at once with keepalive. */
const BATCH_BYTES = KEEPALIVE_BYTES / 2;

export function createReporter(sender: Sender, service: string): Reporter {
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = LINGER;
  let stopped = false;
  const { setTimeout, clearTimeout } = globalThis;

  function schedule(): void {
    if (waiting.length && !stopped) timer ??= setTimeout(flush, pause);
  }

  async function flush(leaving = false): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batches = toBatches(waiting);
    waiting = [];
    await Promise.all(batches.map((batch) => deliver(batch, leaving)));
    schedule();
  }

  async function deliver(batch: readonly string[], leaving: boolean): Promise<void> {
    const outcome = await sender.send(`[${batch}]`, leaving);
    pause = outcome === 'retry' ? Math.min(2 * pause, LONGEST_PAUSE) : LINGER;
    if (outcome === 'retry') waiting = [...batch, ...waiting].slice(-MOST_WAITING);
  }

  /** Comes before `visibilitychange` where a page is left, and alone where a visible page is closed. */
  const onPageHide = () => void flush(true);
  const onVisibilityChange = () => {
    if (document.visibilityState === 'hidden') void flush(true);
  };
  globalThis.addEventListener?.('pagehide', onPageHide);
  globalThis.document?.addEventListener('visibilitychange', onVisibilityChange);

  return {
    report(span) {
      waiting.push(JSON.stringify(toZipkin(span, service)));
      if (waiting.length > MOST_WAITING) waiting.shift();
      schedule();
    },
    flush: () => flush(),
    stop() {
      stopped = true;
      clearTimeout(timer);
      globalThis.removeEventListener?.('pagehide', onPageHide);
      globalThis.document?.removeEventListener('visibilitychange', onVisibilityChange);
    },
  };
}

/** Splits encoded spans into batches by size. A span too large for any batch gets one of its own. */
function toBatches(spans: readonly string[]): string[][] {
  const encoder = new TextEncoder();
  const batches: string[][] = [];
  let room = 0;
  for (const span of spans) {
    const bytes = encoder.encode(span).length + 1;
    if (bytes > room) {
      batches.push([]);
      room = BATCH_BYTES;
    }
    room -= bytes;
    batches.at(-1)?.push(span);
  }
  return batches;
}
