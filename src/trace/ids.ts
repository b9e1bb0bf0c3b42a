/** Makes trace and span ids: lower-case hex, as B3 wants them. */
export interface Ids {
  /** 32 characters, of which the first eight are seconds since the epoch, so that AWS X-Ray can take it over. */
  traceId(): string;
  /** 16 characters. */
  spanId(): string;
}

/** Random words are fetched this many at a time: one call into the browser costs more than the words. */
const POOL = 64;

export function createIds(): Ids {
  const pool = new Uint32Array(POOL);
  let used = POOL;

  function word(): string {
    if (used === POOL) {
      used = 0;
      fill(pool);
    }
    return hex(pool[used++] ?? 0);
  }

  return {
    traceId: () => hex(Math.floor(Date.now() / 1000)) + word() + word() + word(),
    spanId: () => word() + word(),
  };
}

function fill(pool: Uint32Array<ArrayBuffer>): void {
  try {
    crypto.getRandomValues(pool);
  } catch {
    // No `crypto` here: ids have to be unlike each other, not secret.
    for (let i = 0; i < POOL; i++) pool[i] = Math.random() * 2 ** 32;
  }
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
