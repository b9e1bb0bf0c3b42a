/**
 * Ids as they are compared: Zipkin pads the short ones, and takes upper case for lower.
 */

/** A trace id with all of its 32 digits, so that a 64-bit one equals its padded self. */
export function normalizeTraceId(id: string): string {
  return id.length === 32 && isLowerCase(id) ? id : id.toLowerCase().padStart(32, '0');
}

/** A span id with all of its 16 digits. */
export function normalizeSpanId(id: string): string {
  return id.length === 16 && isLowerCase(id) ? id : id.toLowerCase().padStart(16, '0');
}

function isLowerCase(id: string): boolean {
  return !/[A-Z]/.test(id);
}
