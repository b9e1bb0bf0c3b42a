import type { Stop } from './instrument.ts';

/**
 * A frame that took long, and what ran in it.
 *
 * https://w3c.github.io/long-animation-frames/#sec-PerformanceLongAnimationFrameTiming
 */
export interface LongFrame extends PerformanceEntry {
  readonly blockingDuration: DOMHighResTimeStamp;
  readonly firstUIEventTimestamp: DOMHighResTimeStamp;
  readonly scripts: readonly (PerformanceEntry & {
    /** Such as `BUTTON#pay.onclick`, or a script's address. */
    readonly invoker: string;
    readonly invokerType: string;
    readonly sourceURL: string;
    readonly sourceFunctionName: string;
    readonly sourceCharPosition: number;
  })[];
}

/** Entries by their types, also those that TypeScript doesn't know yet. */
interface Entries {
  resource: PerformanceResourceTiming;
  event: PerformanceEventTiming;
  'long-animation-frame': LongFrame;
  'soft-navigation': PerformanceEntry;
}

/** What `observe` of some types can be told besides. */
interface Options extends PerformanceObserverInit {
  readonly durationThreshold?: DOMHighResTimeStamp;
}

/**
 * Calls back with each of the browser's timing entries of a type, in the order in which what they tell of began.
 * Those from before are told, too, but for resources.
 *
 * @returns nothing where the browser has no such entries
 */
export function observe<Type extends keyof Entries>(
  type: Type,
  onEntry: (entry: Entries[Type]) => void,
  options?: Options,
): Stop | undefined {
  try {
    const observer = new PerformanceObserver((list) => {
      // An observer of one type is given entries of that type only.
      const entries = list.getEntries() as Entries[Type][];
      for (const entry of entries.sort((a, b) => a.startTime - b.startTime)) onEntry(entry);
    });
    observer.observe({ type, buffered: type !== 'resource', ...options });
    return () => observer.disconnect();
  } catch {
    return undefined;
  }
}
