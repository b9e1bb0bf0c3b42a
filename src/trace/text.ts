/** What the app gives a span, as text that Zipkin takes and finds. Never throws. */

/** Control characters but for line feed and tab, and half a character where a text was cut. */
const UNPRINTABLE = /[^\P{Cc}\n\t]|[\ud800-\udbff]$/gu;
/** Characters of a name, a key or a value. */
const LONGEST_TEXT = 2048;
/** Needs nothing of all that, as nearly everything: it is found out sooner. */
const PLAIN_KEY = /^[\w.-]{1,64}$/;
const PLAIN_TEXT = /^[ -~]{0,256}$/;

/** An error's message, or what else was thrown. Zipkin takes an empty `error` for an error too. */
export function describeError(reason: unknown): string {
  try {
    // By its shape: an error may come from another realm.
    if (typeof reason !== 'object' || !reason || !('message' in reason)) return toText(reason);
    return toText(reason.message || ('name' in reason ? reason.name : ''));
  } catch {
    return '';
  }
}

/** As Zipkin is searched: by `key=value and key=value`. */
export function toKey(key: string): string {
  if (typeof key === 'string' && PLAIN_KEY.test(key)) return key;
  return toText(key)
    .trim()
    .replace(/ and |=/g, '_');
}

/** `String`, cut to a length that can be read, but for the few values on which it throws. */
export function toText(value: unknown): string {
  try {
    const text = String(value);
    if (PLAIN_TEXT.test(text)) return text;
    return text.slice(0, LONGEST_TEXT).replace(UNPRINTABLE, '');
  } catch {
    return '';
  }
}
