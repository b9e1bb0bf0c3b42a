import type { TraceContext } from '../trace/context.ts';
import type { Span } from '../trace/span.ts';
import type { Setup, Stop } from './instrument.ts';

/** What a trace begins with that the browser tells of: a page load or another navigation, an interaction. */
export interface Root {
  readonly span: Span;
  readonly name: string;
  startTime: DOMHighResTimeStamp;
  /** There once it has finished. */
  endTime?: DOMHighResTimeStamp;
}

/** The latest roots, for what the browser tells of their time only afterwards. */
export interface Roots {
  /** Remembers one: of navigations the latest, like the page load, however many come after. */
  add(root: Root, isNavigation?: boolean): void;
  /** Calls back with the latest root that fits, at once or when there is one. What never fits is forgotten. */
  join(fits: (root: Root) => boolean, callback: (root: Root) => void): void;
  stop: Stop;
}

/** Browsers round the times (ms) of events and entries, not always alike. */
export const ROUNDING = 0.2;
/** Roots remembered, and facts that wait for theirs. */
const MOST = 50;

/** To be had by `setup.share(rememberRoots)`: one memory does for all instruments. */
export function rememberRoots({ onStart, onFinish }: Setup): Roots {
  /** By their contexts. */
  const roots = new Map<TraceContext, Root>();
  let navigation: Root | undefined;
  let waiting: (readonly [fits: (root: Root) => boolean, callback: (root: Root) => void])[] = [];

  function settle(root: Root): void {
    if (!waiting.length) return;
    const fitting = waiting.filter(([fits]) => fits(root));
    waiting = waiting.filter((one) => !fitting.includes(one));
    for (const [, callback] of fitting) callback(root);
  }

  function add(root: Root, isNavigation = false): void {
    if (isNavigation) navigation = root;
    roots.set(root.span.context, root);
    if (roots.size > MOST) forgetOldest();
    settle(root);
  }

  /** The page load and the latest navigation are measured as long as they last. */
  function forgetOldest(): void {
    for (const [context, root] of roots) {
      if (root.name !== 'page load' && root !== navigation) return void roots.delete(context);
    }
  }

  const stops = [
    onStart((span, { name, startTime }) => {
      // The app can have a span of that name, too.
      if (name === 'page load' && startTime === 0) add({ span, name, startTime });
    }),
    onFinish(({ context, startTime, duration }) => {
      const root = roots.get(context);
      if (!root) return;
      // When a page that was rendered ahead was shown is known only now.
      root.startTime = startTime;
      root.endTime = startTime + duration / 1000;
      settle(root);
    }),
  ];
  return {
    add,
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
