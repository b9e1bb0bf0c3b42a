/**
 * What the browser sends when the page is gone, however it went: a crash, too.
 *
 * https://whatpr.org/fetch/1647.html#fetch-later-method
 */
export interface BlackBox {
  /** Whether the browser has one. */
  readonly works: boolean;
  /**
   * Puts a body in place of the one before, and tells whether it fits. It goes out with the page, unless it is taken
   * out again.
   */
  put(body: string): boolean;
  takeOut(): void;
  /** One more body that goes out with the page; `false` where the browser won't have it. */
  leave(body: string): boolean;
}

/** What TypeScript doesn't know yet. */
type FetchLater = (url: string, init: RequestInit) => object;

export function createBlackBox(url: string): BlackBox {
  // The native of now, as a method of its window. It is there in secure contexts only, and an element may have its name.
  const { fetchLater: native } = globalThis as { fetchLater?: FetchLater };
  const fetchLater: FetchLater | undefined = native?.bind?.(globalThis);
  let box: AbortController | undefined;

  function leave(body: string, signal?: AbortSignal): boolean {
    try {
      return Boolean(fetchLater?.(url, { method: 'POST', body, signal }));
    } catch {
      // More than its 64 KiB, or the page's permissions policy is against it.
      return false;
    }
  }

  function takeOut(): void {
    box?.abort();
    box = undefined;
  }

  return {
    works: Boolean(fetchLater),
    put(body) {
      takeOut();
      box = new AbortController();
      return leave(body, box.signal);
    },
    takeOut,
    leave,
  };
}
