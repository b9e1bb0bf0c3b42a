/** Makes trace and span ids: lower-case hex, as B3 wants them. */
export interface Ids {
  /** 32 characters, of which the first eight are seconds since the epoch, so that AWS X-Ray can take it over. */
  traceId(): string;
  /** 16 characters. */
  spanId(): string;
}

/** Random bytes are fetched, and made text, this many at a time: a call into the browser costs more than the bytes. */
const POOL = 512;

/** All of them, two to a byte. What a page puts in the place of the native `toHex` may write them otherwise. */
const DIGITS = /^[\da-f]{1024}$/;

export function createIds(): Ids {
  const pool = new Uint8Array(POOL);
  let digits = '';
  let used = 0;

  function random(count: number): string {
    if (used + count > digits.length) {
      fill(pool);
      digits = toHex(pool);
      used = 0;
    }
    used += count;
    return digits.slice(used - count, used);
  }

  return {
    // A clock that is wrong by decades has fewer digits.
    traceId: () =>
      Math.floor(Date.now() / 1000)
        .toString(16)
        .padStart(8, '0') + random(24),
    spanId: () => random(16),
  };
}

function fill(pool: Uint8Array<ArrayBuffer>): void {
  try {
    crypto.getRandomValues(pool);
  } catch {
    // No `crypto` here: ids have to be unlike each other, not secret.
    for (let i = 0; i < POOL; i++) pool[i] = Math.random() * 256;
  }
}

function toHex(bytes: Uint8Array): string {
  try {
    // What TypeScript doesn't know yet, nor Chrome before 140.
    const digits = (bytes as { toHex?(): string }).toHex?.();
    if (digits && DIGITS.test(digits)) return digits;
  } catch {
    // It is the page's own.
  }
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
}
