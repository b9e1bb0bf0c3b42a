import type { Belonging } from '../trace/active.ts';
import type { SpanOptions } from '../trace/tracer.ts';
import type { Setup, Stop } from './instrument.ts';

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
  /** What has to happen before it ends: the paint, and each request's end. */
  waitingFor: number;
  end: DOMHighResTimeStamp;
  finish(): void;
}

/** One whose requests never end, such as a stream that nobody reads, ends after this (ms). */
const LONGEST = 60_000;

export function createCauses({ tracer, clock, onFinish, onLeave }: Setup): Causes {
  // The natives of now: a zone would wait for ours.
  const { setTimeout, clearTimeout } = globalThis;
  const open = new Map<number, Cause>();

  function begin(key: number, name: string, options: SpanOptions): Cause {
    const span = tracer.startSpan(name, { ...options, parent: null });
    const timer = setTimeout(finish, LONGEST);
    const cause: Cause = {
      span,
      waitingFor: 1,
      end: options.startTime ?? clock.now(),
      onChild: () => cause.waitingFor++,
      finish,
    };
    open.set(key, cause);
    afterPaint(() => settle(cause, clock.now()));
    return cause;

    function finish(): void {
      if (!open.delete(key)) return;
      clearTimeout(timer);
      span.finish(cause.waitingFor ? undefined : cause.end);
    }
  }

  function settle(cause: Cause, end: DOMHighResTimeStamp): void {
    cause.end = Math.max(cause.end, end);
    if (--cause.waitingFor === 0) cause.finish();
  }

  function finishAll(): void {
    for (const cause of open.values()) cause.finish();
  }

  const stops = [
    onFinish(({ context, startTime, duration }) => {
      for (const cause of open.values()) {
        if (cause.span.context.spanId !== context.parentId) continue;
        settle(cause, startTime + duration / 1000);
      }
    }),
    onLeave(finishAll),
  ];
  return {
    begin,
    of: (key) => open.get(key),
    only: () => (open.size === 1 ? open.values().next().value : undefined),
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
