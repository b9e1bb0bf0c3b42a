import { cell, type Watched } from './cell.ts';

/** Whether the backend can be reached, as far as the last question tells that anybody asked. */
export type Reach =
  /** It answered, or nobody has asked. */
  | 'well'
  /** It answered that it can't. */
  | 'failing'
  /** There was no answer. */
  | 'silent';

export interface WatchedFetch {
  readonly fetch: typeof globalThis.fetch;
  readonly reach: Watched<Reach>;
  /** Somebody else is asked from now on. */
  reset(): void;
}

/** Looks at what comes of each question, and changes nothing of it. */
export function watchFetch(fetch: typeof globalThis.fetch): WatchedFetch {
  const reach = cell<Reach>('well');
  return {
    async fetch(input, init) {
      try {
        const response = await fetch(input, init);
        reach.set(response.status >= 500 ? 'failing' : 'well');
        return response;
      } catch (error) {
        // Who hangs up doesn't know.
        if (!init?.signal?.aborted) reach.set('silent');
        throw error;
      }
    },
    reach,
    reset: () => reach.set('well'),
  };
}
