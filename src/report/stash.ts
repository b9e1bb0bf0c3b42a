/**
 * What a page that is left has no time to put into the queue: `localStorage` is written at once, where IndexedDB comes too
 * late. The next page that sends what is in the queue puts it there.
 */
import type { Entry } from './queue.ts';

/** Characters: all that an app keeps there is 5 million. */
const MOST = 256 * 1024;
const PREFIX = 'rootspan ';

/** Tells whether there is room. */
export function stash(entry: Entry, texts: readonly string[]): boolean {
  const text = texts.join('\n');
  try {
    if (stashed().reduce((sum, key) => sum + read(key).length, text.length) > MOST) return false;
    // An address has no spaces.
    localStorage.setItem(PREFIX + entry.join(' '), text);
    return true;
  } catch {
    // Full, or the browser won't store anything.
    return false;
  }
}

/** Hands over what is there, and what looks like it, until it is taken. */
export async function unstash(
  take: (entry: readonly unknown[], texts: readonly string[]) => Promise<boolean>,
): Promise<void> {
  for (const key of stashed()) {
    const [url, ...numbers] = key.slice(PREFIX.length).split(' ');
    const isTaken = await take([url, ...numbers.map(Number)], read(key).split('\n'));
    if (isTaken) localStorage.removeItem(key);
  }
}

function stashed(): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    // The browser won't let the page have it.
    return [];
  }
}

function read(key: string): string {
  return localStorage.getItem(key) ?? '';
}
