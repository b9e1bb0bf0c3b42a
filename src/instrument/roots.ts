import { setBounded } from '../trace/bounded.ts';
import type { Span } from '../trace/span.ts';
import type { Setup, Stop } from './instrument.ts';

/** A trace of this page's own making: a page load, an interaction. */
export interface Root {
  readonly span: Span;
  readonly name: string;
  readonly startTime: DOMHighResTimeStamp;
  /** There once it has finished. */
  endTime?: DOMHighResTimeStamp;
}

/** The latest roots, for what the browser tells of their time only afterwards. */
export interface Roots {
  /** Calls back with the latest root that fits, at once or when there is one. What never fits is forgotten. */
  join(fits: (root: Root) => boolean, callback: (root: Root) => void): void;
  stop: Stop;
}

/** Browsers round the times (ms) of events and entries, not always alike. */
export const ROUNDING = 0.2;
/** Roots remembered, and facts that wait for theirs. */
const MOST = 50;

/** To be had by `setup.share(rememberRoots)`: one memory does for all instruments. */
export function rememberRoots({ clock, onStart, onFinish }: Setup): Roots {
  const roots = new Map<string, Root>();
  let waiting: (readonly [fits: (root: Root) => boolean, callback: (root: Root) => void])[] = [];

  function settle(root: Root): void {
    if (!waiting.length) return;
    const fitting = waiting.filter(([fits]) => fits(root));
    waiting = waiting.filter((one) => !fitting.includes(one));
    for (const [, callback] of fitting) callback(root);
  }

  const stops = [
    onStart((span, { name, kind, startTime = clock.now() }) => {
      // A request is nobody's cause. A page load can have the server's span for a parent.
      if (kind || (span.context.parentId && startTime)) return;
      const root: Root = { span, name, startTime };
      setBounded(roots, span.context.spanId, root, MOST);
      settle(root);
    }),
    onFinish(({ context, startTime, duration }) => {
      const root = roots.get(context.spanId);
      if (!root) return;
      root.endTime = startTime + duration / 1000;
      settle(root);
    }),
  ];
  return {
    join(fits, callback) {
      const root = [...roots.values()].reverse().find(fits);
      if (root) callback(root);
      else waiting = [...waiting, [fits, callback] as const].slice(-MOST);
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** Whether two of the browser's times are the same one, which it may have rounded differently. */
export function isSameTime(a: DOMHighResTimeStamp, b: DOMHighResTimeStamp): boolean {
  return Math.abs(a - b) < ROUNDING;
}
