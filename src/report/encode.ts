import type { ZipkinSpan } from './zipkin.ts';

/** A span as it goes over the wire, and what it weighs there. */
export interface Encoded {
  readonly text: string;
  /** UTF-8 */
  readonly bytes: number;
}

/** Values up to so many characters are left whole, as long as others can be cut. */
const SHORT = 64;

/** A span larger than that is cut down: longest tag first, each cut noted in the tag `rootspan.cut`. */
export function encode(span: ZipkinSpan, mostBytes: number): Encoded {
  const whole = measure(JSON.stringify(span));
  return whole.bytes > mostBytes ? cut(span, mostBytes) : whole;
}

/** The same span in half the bytes, if it can be cut that far. */
export function encodeInHalf({ text, bytes }: Encoded): Encoded | undefined {
  try {
    const half = encode(JSON.parse(text), bytes / 2);
    return half.bytes < bytes ? half : undefined;
  } catch {
    // Out of the queue may come anything.
    return undefined;
  }
}

export function measure(text: string): Encoded {
  return { text, bytes: new TextEncoder().encode(text).length };
}

function cut(span: ZipkinSpan, mostBytes: number): Encoded {
  const tags = { ...span.tags };
  let { annotations = [] } = span;
  const cuts = new Set<string>();
  for (;;) {
    const marked = { ...tags, 'rootspan.cut': [...cuts].join().slice(0, 4 * SHORT) };
    const encoded = measure(JSON.stringify({ ...span, annotations, tags: marked }));
    const excess = encoded.bytes - mostBytes;
    const [key, value] = Object.entries(tags).sort(byLength)[0] ?? ['', ''];
    // Names and ids are what is left when nothing can be cut any more.
    if (excess <= 0 || !(key || annotations.length)) return encoded;
    let shortened = key;
    if (value.length > SHORT) {
      tags[key] = value.slice(0, Math.max(SHORT, value.length - excess - SHORT));
    } else if (annotations.length) {
      annotations = annotations.slice(0, annotations.length / 2);
      shortened = 'annotations';
    } else delete tags[key];
    cuts.add(shortened);
  }
}

/** The longest first. */
function byLength(one: readonly string[], other: readonly string[]): number {
  return other.join().length - one.join().length;
}
