import type { Stop } from './instrument.ts';

/** The entries of each type, as far as TypeScript knows them. */
interface Entries {
  resource: PerformanceResourceTiming;
}

/**
 * Calls back with each of the browser's timing entries of a type, in the order in which what they tell of began.
 *
 * @returns nothing where the browser has no such entries
 */
export function observe<Type extends keyof Entries>(
  type: Type,
  onEntry: (entry: Entries[Type]) => void,
): Stop | undefined {
  try {
    const observer = new PerformanceObserver((list) => {
      // An observer of one type is given entries of that type only.
      const entries = list.getEntries() as Entries[Type][];
      for (const entry of entries.sort((a, b) => a.startTime - b.startTime)) onEntry(entry);
    });
    observer.observe({ type });
    return () => observer.disconnect();
  } catch {
    return undefined;
  }
}
