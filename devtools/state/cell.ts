import { useEffect, useState } from 'preact/hooks';

/** A value that views can watch. */
export interface Cell<T> {
  get(): T;
  set(value: T): void;
  /** Calls back after each change, until the returned function is called. */
  watch(listener: () => void): () => void;
}

/** A cell for those who only look. */
export type Watched<T> = Omit<Cell<T>, 'set'>;

export function cell<T>(value: T): Cell<T> {
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The cell's value, rendering again whenever it changes. */
export function useCell<T>({ get, watch }: Watched<T>): T {
  const [value, setValue] = useState(get);
  useEffect(() => {
    const update = () => setValue(get);
    // It may have changed between the render and now.
    update();
    return watch(update);
  }, [get, watch]);
  return value;
}
