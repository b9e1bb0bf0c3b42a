/** Those who want to be told of something. */
export interface Listeners<Told extends unknown[]> {
  /** Adds one, until the returned function is called. */
  add(listener: (...told: Told) => void): () => void;
  /** Tells all, in the order in which they were added. */
  tell(...told: Told): void;
}

export function createListeners<Told extends unknown[]>(): Listeners<Told> {
  let listeners: readonly ((...told: Told) => void)[] = [];
  return {
    add(listener) {
      listeners = [...listeners, listener];
      return () => {
        listeners = listeners.filter((other) => other !== listener);
      };
    },
    tell(...told) {
      for (const listener of listeners) listener(...told);
    },
  };
}
