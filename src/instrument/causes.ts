import type { Belonging } from '../trace/active.ts';
import type { Span } from '../trace/span.ts';
import type { SpanOptions } from '../trace/tracer.ts';
import type { Setup, Stop } from './instrument.ts';
import { rememberRoots } from './roots.ts';

/** Roots that last until the next paint, and until the requests that they caused have ended. */
export interface Causes {
  /** Opens one under a key of the caller's. */
  begin(key: number, name: string, options: SpanOptions): Belonging;
  /** The open one of that key. */
  of(key: number): Belonging | undefined;
  /** The open one, where there is no other: what begins now may belong to it. */
  only(): Belonging | undefined;
  stop: Stop;
}

interface Cause extends Belonging {
  /** What has to happen before it ends: the paint, and each end of what is its own for certain, by span id. */
  readonly certain: Set<string>;
  /** The same of what is so by time: it is waited for only so long. */
  readonly likely: Set<string>;
  end: DOMHighResTimeStamp;
  /** Ends it after so long (ms), unless it is told another time before. */
  endAfter(longest: number): void;
  finish(): void;
}

/** One whose requests never end, such as a stream that nobody reads, ends after this (ms). */
const LONGEST = 60_000;
/** One of which only such is open that may be someone else's, a background poller's, ends after this (ms). */
const LONGEST_BY_TIME = 3000;
const PAINT = 'paint';

export function createCauses(setup: Setup, areNavigations = false): Causes {
  const { tracer, clock, onFinish, onLeave } = setup;
  // The natives of now: a zone would wait for ours.
  const { setTimeout, clearTimeout } = globalThis;
  const roots = setup.share(rememberRoots);
  const open = new Map<number, Cause>();

  function begin(key: number, name: string, options: SpanOptions): Cause {
    const { startTime = clock.now() } = options;
    const span = tracer.startSpan(name, { ...options, startTime, parent: null });
    roots.add({ span, name, startTime }, areNavigations);
    let timer: ReturnType<typeof setTimeout>;
    const cause: Cause = {
      span,
      certain: new Set([PAINT]),
      likely: new Set(),
      end: startTime,
      onChild(child) {
        cause.certain.add(child.context.spanId);
        cause.endAfter(LONGEST);
      },
      endAfter(longest) {
        clearTimeout(timer);
        timer = setTimeout(cause.finish, longest);
      },
      finish() {
        clearTimeout(timer);
        // A later event of the same gesture may have opened another.
        if (open.get(key) !== cause) return;
        open.delete(key);
        span.finish(cause.certain.size ? undefined : cause.end);
      },
    };
    open.set(key, cause);
    cause.endAfter(LONGEST);
    afterPaint(() => settle(cause, PAINT, clock.now()));
    return cause;
  }

  function settle(cause: Cause, what: string, end: DOMHighResTimeStamp): void {
    const { certain, likely } = cause;
    const isCertain = certain.delete(what);
    if (!isCertain && !likely.delete(what)) return;
    cause.end = Math.max(cause.end, end);
    if (certain.size) return;
    if (!likely.size) cause.finish();
    else if (isCertain) cause.endAfter(LONGEST_BY_TIME);
  }

  function finishAll(): void {
    for (const cause of open.values()) cause.finish();
  }

  const stops = [
    onFinish(({ context, startTime, duration }) => {
      for (const cause of open.values()) settle(cause, context.spanId, startTime + duration / 1000);
    }),
    onLeave(finishAll),
  ];
  return {
    begin,
    of: (key) => open.get(key),
    only() {
      if (open.size !== 1) return undefined;
      const [only] = open.values();
      if (!only) return undefined;
      const onChild = (child: Span) => void only.likely.add(child.context.spanId);
      return { span: only.span, byTime: true, onChild };
    },
    stop() {
      for (const stop of stops) stop();
      finishAll();
    },
  };
}

function afterPaint(callback: () => void): void {
  // What isn't seen isn't painted.
  if (document.visibilityState === 'hidden') setTimeout(callback);
  else requestAnimationFrame(() => setTimeout(callback));
}
