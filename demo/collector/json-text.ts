import { type Refusal, refusal } from './refusal.ts';

/** The characters of a JSON document, from front to back: what stands between brackets, commas and colons. */
export interface JsonText {
  /** Steps over white space and the character after it; gives that, or nothing at the end. */
  nextVisible(): string;
  /** Reads the string whose opening quote has been stepped over. */
  readString(): string;
  /** Finds out which keyword or number begins with the last character that was stepped over. */
  peekLiteral(): Literal;
  /** Steps over what is left of the literal that was found. */
  finishLiteral(): void;
  /** ` at line 1 column 2`, counted from 1. */
  place(): string;
}

export interface Literal {
  readonly token: 'BOOLEAN' | 'NULL' | 'NUMBER';
  /** A keyword in small letters, a number as it is written. */
  readonly text: string;
}

/** A keyword in any case, or a number: its whole part, fraction, exponent. What follows must end it. */
const LITERAL =
  /(?:(true|false|null)|(-?(?:0|[1-9]\d*))(\.\d+)?(e[+-]?\d+)?)(?=[{}[\]:, \t\f\r\n]|$)/iy;
const ESCAPES = new Map([
  ['t', '\t'],
  ['b', '\b'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
  ['\n', '\n'],
  ["'", "'"],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
]);
/** Gson's buffer: a longer number is malformed. */
const MAX_NUMBER_LENGTH = 1023;

export function createJsonText(text: string): JsonText {
  let position = 0;
  /** Gson steps over a whole number when it finds it, but over others when they are asked for. Its columns tell. */
  let unread = 0;

  function readEscape(): string {
    const escaped = text.charAt(position++);
    if (escaped === 'u') {
      const hex = text.slice(position, position + 4);
      if (!/^[\da-f]{4}$/i.test(hex)) throw malformed();
      position += 4;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const character = ESCAPES.get(escaped);
    if (character === undefined) throw malformed();
    return character;
  }

  return {
    nextVisible() {
      for (; position < text.length; position++) {
        const next = text.charAt(position);
        if (next === ' ' || next === '\n' || next === '\r' || next === '\t') continue;
        position++;
        return next;
      }
      return '';
    },
    readString() {
      let value = '';
      let hasEscapes = false;
      for (;;) {
        const start = position;
        while (position < text.length && !isQuoteOrEscape(text.charCodeAt(position))) position++;
        value += text.slice(start, position);
        if (position === text.length) throw malformed();
        if (text.charAt(position++) === '"') break;
        value += readEscape();
        hasEscapes = true;
      }
      // Half a surrogate pair can only come from an escape. UTF-8 cannot write it; Zipkin answers with this.
      return hasEscapes ? value.replace(/\p{Surrogate}/gu, '?') : value;
    },
    peekLiteral() {
      position--;
      LITERAL.lastIndex = position;
      const [literal = '', keyword, , fraction, exponent] = LITERAL.exec(text) ?? [];
      if (literal === '' || (!keyword && literal.length > MAX_NUMBER_LENGTH)) throw malformed();
      const isWhole = !fraction && !exponent && (keyword !== undefined || isLong(literal));
      if (isWhole) position += literal.length;
      else unread = literal.length;
      if (!keyword) return { token: 'NUMBER', text: literal };
      const word = literal.toLowerCase();
      return { token: word === 'null' ? 'NULL' : 'BOOLEAN', text: word };
    },
    finishLiteral() {
      position += unread;
      unread = 0;
    },
    place() {
      const lines = text.slice(0, position).split('\n');
      const column = (lines.at(-1)?.length ?? 0) + 1;
      return ` at line ${lines.length} column ${column}`;
    },
  };
}

/** Zipkin says no more than this of what is not JSON, or has an object where a list should be. */
export function malformed(): Refusal {
  return refusal('Malformed');
}

function isQuoteOrEscape(code: number): boolean {
  return code === 0x22 || code === 0x5c;
}

function isLong(whole: string): boolean {
  if (whole === '-0') return false;
  return whole.length < 19 || BigInt.asIntN(64, BigInt(whole)) === BigInt(whole);
}
