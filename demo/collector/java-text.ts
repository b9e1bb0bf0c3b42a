/**
 * How Java reads numbers from text, so that the same requests are accepted, and refused in the same words.
 */
import { refusal } from './refusal.ts';

/** What `long` holds. Zipkin's are exact to the last digit, ours up to 2^53: microseconds until the year 2255. */
export const LONG = { min: -(2 ** 63), max: 2 ** 63 };
export const INT = { min: -(2 ** 31), max: 2 ** 31 - 1 };

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?(?=[fd]?$)/i;

/** `String.trim`: spaces and control characters, not the rest of Unicode's white space. */
export function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return text.slice(start, end);
}

/** `Double.parseDouble`, without its hexadecimal notation. */
export function parseDouble(text: string): number {
  const trimmed = trim(text);
  if (trimmed === '') throw refusal('empty String');
  if (/^[+-]?(?:NaN|Infinity)$/.test(trimmed)) return Number(trimmed);
  if (/^[+-]?\d*\.\d*\./.test(trimmed)) throw refusal('multiple points');
  const [decimal] = DECIMAL.exec(trimmed) ?? [];
  if (decimal === undefined) throw notANumber(trimmed);
  return Number(decimal);
}

/** `Long.parseLong`. */
export function parseLong(text: string): number {
  return parseWhole(text, 64);
}

/** `Integer.parseInt`. */
export function parseInteger(text: string): number {
  return parseWhole(text, 32);
}

function parseWhole(text: string, bits: number): number {
  if (!/^[+-]?\d+$/.test(text)) throw notANumber(text);
  const whole = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(bits, whole) !== whole) throw notANumber(text);
  return Number(whole);
}

function notANumber(text: string): Error {
  return refusal(`For input string: "${text}"`);
}
