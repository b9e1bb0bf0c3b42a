import { createStore, get, set, type UseStore } from 'idb-keyval';

/** Small things that the panel remembers from one visit to the next. Neither verb ever rejects. */
export interface Settings {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

/** Settings in the origin's IndexedDB, or in memory where the browser refuses it (a sandboxed page, a full disk). */
export function createSettings(): Settings {
  const memory = new Map<string, unknown>();
  let store: UseStore | undefined;
  const open = () => (store ??= createStore('rootspan-panel', 'settings'));

  return {
    async get(key) {
      if (memory.has(key)) return memory.get(key);
      try {
        return await get(key, open());
      } catch {
        return undefined;
      }
    },
    async set(key, value) {
      memory.set(key, value);
      try {
        await set(key, value, open());
      } catch {
        // It is remembered for as long as the panel lives, which is all that this browser allows.
      }
    },
  };
}
