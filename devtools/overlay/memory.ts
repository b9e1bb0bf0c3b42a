/** What a tab remembers while it goes from page to page. */
export interface Memory {
  recall(key: string): string | null;
  remember(key: string, value: string): void;
}

const PREFIX = 'rootspan-';

export const memory: Memory = {
  recall(key) {
    try {
      return sessionStorage.getItem(PREFIX + key);
    } catch {
      // A sandboxed page has no storage.
      return null;
    }
  },
  remember(key, value) {
    try {
      sessionStorage.setItem(PREFIX + key, value);
    } catch {
      // Then it is remembered no longer than this page lives.
    }
  },
};
