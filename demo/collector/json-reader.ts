/**
 * JSON, token by token, as Gson's `JsonReader` reads it: Zipkin decodes spans with it. `JSON.parse` accepts and refuses
 * other things (`TRUE`, raw line breaks, duplicate keys, depth), loses how a number was written, and can't say where.
 *
 * https://github.com/google/gson/blob/main/gson/src/main/java/com/google/gson/stream/JsonReader.java
 */
import { INT, LONG, parseDouble } from './java-text.ts';
import { createJsonText, malformed } from './json-text.ts';
import { type Refusal, refusal } from './refusal.ts';

/** Reads one document front to back. Each call throws a refusal, in Gson's words, where the text is not as asked. */
export interface JsonReader {
  beginArray(): void;
  endArray(): void;
  beginObject(): void;
  endObject(): void;
  /** Whether the open array or object goes on. */
  hasNext(): boolean;
  /** Whether `null` comes next; reads nothing. */
  isNull(): boolean;
  nextName(): string;
  /** A string, or a number as it was written. */
  nextString(): string;
  nextBoolean(): boolean;
  /** A whole number, quoted or not. */
  nextLong(): number;
  nextInt(): number;
  skipValue(): void;
  /** Where the reader stands, such as `$[0].tags.error`. */
  path(): string;
}

type Token =
  | 'BEGIN_ARRAY'
  | 'END_ARRAY'
  | 'BEGIN_OBJECT'
  | 'END_OBJECT'
  | 'NAME'
  | 'STRING'
  | 'NUMBER'
  | 'BOOLEAN'
  | 'NULL';

/** Gson's, so that deep input cannot exhaust the stack of whatever reads it next. */
const MAX_DEPTH = 255;
const HELP = 'https://github.com/google/gson/blob/main/Troubleshooting.md';

export function createJsonReader(document: string): JsonReader {
  const text = createJsonText(document);
  let token: Token | undefined;
  /** The keyword or number that `token` stands for. */
  let literal = '';
  /** One entry per open scope, the document's first. */
  const scopes: ('document' | 'array' | 'object')[] = ['document'];
  /** Whether something was read in the scope, so that a comma comes before what is next. */
  const begun = [false];
  /** Whether a name was read, and its value is next. */
  const named = [false];
  /** For the path. As in Gson's, an index outlives its scope where values are skipped. */
  const indices = [0];
  const names: (string | undefined)[] = [];

  function peek(): Token {
    token ??= scan();
    return token;
  }

  function scan(): Token {
    const depth = scopes.length - 1;
    const isFirst = !begun[depth];
    if (scopes[depth] === 'object' && !named[depth]) return scanName(depth, isFirst);
    begun[depth] = true;
    if (scopes[depth] === 'object') {
      named[depth] = false;
      if (nextVisible() !== ':') throw malformed();
    } else if (scopes[depth] === 'array' && !isFirst) {
      const separator = nextVisible();
      if (separator === ']') return 'END_ARRAY';
      if (separator !== ',') throw malformed();
    }
    return scanValue(scopes[depth] === 'array' && isFirst);
  }

  function scanName(depth: number, isFirst: boolean): Token {
    let next = nextVisible();
    if (next === '}') return 'END_OBJECT';
    if (!isFirst) {
      if (next !== ',') throw malformed();
      next = nextVisible();
    }
    if (next !== '"') throw malformed();
    begun[depth] = true;
    named[depth] = true;
    return 'NAME';
  }

  function scanValue(mayEnd: boolean): Token {
    const next = nextVisible();
    if (next === '"') return 'STRING';
    if (next === '[') return 'BEGIN_ARRAY';
    if (next === '{') return 'BEGIN_OBJECT';
    if (next === ']' && mayEnd) return 'END_ARRAY';
    const found = text.peekLiteral();
    literal = found.text;
    return found.token;
  }

  function nextVisible(): string {
    const next = text.nextVisible();
    if (next === '') throw refusal(`End of input${location()}`);
    return next;
  }

  function open(scope: 'array' | 'object'): void {
    if (scopes.length > MAX_DEPTH) {
      throw refusal(`Nesting limit ${MAX_DEPTH} reached${location()}`);
    }
    scopes.push(scope);
    begun.push(false);
    named.push(false);
    indices[scopes.length - 1] ??= 0;
    token = undefined;
  }

  function close(): void {
    scopes.pop();
    begun.pop();
    named.pop();
    token = undefined;
  }

  /** The name, string or number that comes next. */
  function take(): string {
    const value = peek() === 'NUMBER' ? literal : text.readString();
    text.finishLiteral();
    token = undefined;
    return value;
  }

  /** The path goes on to the next one. */
  function valueRead(): void {
    const depth = scopes.length - 1;
    indices[depth] = (indices[depth] ?? 0) + 1;
  }

  function nextWhole(kind: string, { min, max }: { min: number; max: number }): number {
    if (peek() !== 'NUMBER' && peek() !== 'STRING') throw unexpected(kind);
    const written = take();
    const value = parseDouble(written);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw refusal(`Expected ${kind} but was ${written}${location()}`);
    }
    valueRead();
    // Minus zero becomes zero.
    return value + 0;
  }

  function unexpected(expected: string): Refusal {
    const topic = peek() === 'NULL' ? 'adapter-not-null-safe' : 'unexpected-json-structure';
    return refusal(`Expected ${expected} but was ${peek()}${location()}\nSee ${HELP}#${topic}`);
  }

  function location(): string {
    return `${text.place()} path ${path()}`;
  }

  function path(): string {
    const steps = scopes.map((scope, depth) => {
      if (scope === 'array') return `[${indices[depth]}]`;
      return scope === 'object' ? `.${names[depth] ?? ''}` : '$';
    });
    return steps.join('');
  }

  return {
    beginArray() {
      if (peek() !== 'BEGIN_ARRAY') throw malformed();
      open('array');
      indices[scopes.length - 1] = 0;
    },
    endArray() {
      if (peek() !== 'END_ARRAY') throw malformed();
      close();
      valueRead();
    },
    beginObject() {
      if (peek() !== 'BEGIN_OBJECT') throw malformed();
      open('object');
    },
    endObject() {
      if (peek() !== 'END_OBJECT') throw malformed();
      names[scopes.length - 1] = undefined;
      close();
      valueRead();
    },
    hasNext: () => peek() !== 'END_ARRAY' && peek() !== 'END_OBJECT',
    isNull: () => peek() === 'NULL',
    nextName() {
      if (peek() !== 'NAME') throw malformed();
      const name = take();
      names[scopes.length - 1] = name;
      return name;
    },
    nextString() {
      if (peek() !== 'NUMBER' && peek() !== 'STRING') throw unexpected('a string');
      const value = take();
      valueRead();
      return value;
    },
    nextBoolean() {
      if (peek() !== 'BOOLEAN') throw unexpected('a boolean');
      token = undefined;
      valueRead();
      return literal === 'true';
    },
    nextLong: () => nextWhole('a long', LONG),
    nextInt: () => nextWhole('an int', INT),
    skipValue() {
      const outside = scopes.length;
      do {
        const next = peek();
        if (next === 'BEGIN_ARRAY') open('array');
        else if (next === 'BEGIN_OBJECT') open('object');
        else if (next === 'END_ARRAY' || next === 'END_OBJECT') close();
        else if (next === 'BOOLEAN' || next === 'NULL') token = undefined;
        else take();
      } while (scopes.length > outside);
      valueRead();
    },
    path,
  };
}
