/** Makes trace and span ids: lower-case hex, as B3 wants them. */
export interface Ids {
  /** 32 characters, of which the first eight are seconds since the epoch, so that AWS X-Ray can take it over. */
  traceId(): string;
  /** 16 characters. */
  spanId(): string;
}

/** Random bytes are fetched this many at a time: one call into the browser costs more than the bytes. */
const POOL = 512;
const DIGITS = '0123456789abcdef';

export function createIds(): Ids {
  // All bytes as text: `toString(16)` would cost more than the rest of a span.
  const hex = [...DIGITS].flatMap((high) => [...DIGITS].map((low) => high + low));
  const pool = new Uint8Array(POOL);
  let used = POOL;

  function random(bytes: number): string {
    if (used + bytes > POOL) {
      used = 0;
      fill(pool);
    }
    let text = '';
    for (const end = used + bytes; used < end; used++) text += hex[pool[used] ?? 0];
    return text;
  }

  return {
    // A clock that is wrong by decades has fewer digits.
    traceId: () =>
      Math.floor(Date.now() / 1000)
        .toString(16)
        .padStart(8, '0') + random(12),
    spanId: () => random(8),
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
