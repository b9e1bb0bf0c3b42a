/** Sixteen hues, from orange around to pink, with a gap for the red that only errors have (15° to 40°). */
const HUES = 16;
const FIRST = 50;
const LAST = 360;

/** FNV-1a's prime, and a start that gives the services of the demo hues that are well apart. */
const PRIME = 0x01000193;
const SEED = 446;

/** The hue of a service in OKLCH, in degrees: always the same for the same name, on every machine. */
export function serviceHue(name: string): number {
  let hash = SEED;
  for (const char of name.toLowerCase()) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), PRIME);
  }
  // The upper half of the product is the better mixed one.
  const index = ((hash >>> 16) ^ hash) & (HUES - 1);
  return Math.round(FIRST + (index * (LAST - FIRST)) / (HUES - 1)) % 360;
}
