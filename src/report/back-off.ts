/** The first pause (ms) is twice that, and each that follows twice the one before, up to the longest. */
const PAUSE = 1000;
const LONGEST_PAUSE = 60_000;
/** Zipkin may ask for more than that (ms). */
const LONGEST_WISH = 3_600_000;

/** How long (ms) Zipkin is left alone after so many failures in a row. */
export function pauseAfter(failures: number, wish = 0): number {
  const pause = Math.min(PAUSE * 2 ** failures, LONGEST_PAUSE);
  // So that not all pages come back at once.
  return Math.max(pause * (1 - Math.random() / 2), Math.min(wish, LONGEST_WISH));
}
