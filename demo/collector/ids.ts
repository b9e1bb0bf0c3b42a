/**
 * Trace and span ids as Zipkin reads them: lower-case hex without prefix, padded to 16 or 32 characters.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/Span.java
 */
import { refusal } from './refusal.ts';

/** 16 characters, or 32; 32 that begin with 16 zeros are a 64-bit id. */
export function readTraceId(text: string): string {
  checkLength('traceId', text, 32);
  const zeros = checkHex(text);
  if (zeros === text.length) throw refusal('traceId is all zeros');
  if (text.length === 32) return zeros >= 16 ? text.slice(16) : text;
  return text.padStart(text.length <= 16 ? 16 : 32, '0');
}

export function readSpanId(text: string): string {
  checkLength('id', text, 16);
  if (checkHex(text) === 16) throw refusal('id is all zeros');
  return text.padStart(16, '0');
}

/** Zeros, however many, mean that there is no parent. */
export function readParentId(text: string): string | undefined {
  checkLength('parentId', text, 16);
  return checkHex(text) === text.length ? undefined : text.padStart(16, '0');
}

/** The half of a trace id that 64-bit tracers keep when they take part in a 128-bit trace. */
export function lowHalf(traceId: string): string {
  return traceId.slice(-16);
}

function checkLength(field: string, id: string, max: number): void {
  if (id.length === 0) throw refusal(`${field} is empty`);
  if (id.length > max) throw refusal(`${field}.length > ${max}`);
}

/** How many zeros the id begins with. */
function checkHex(id: string): number {
  if (/[^\da-f]/.test(id)) throw refusal(`${id} should be lower-hex encoded with no prefix`);
  return /^0*/.exec(id)?.[0].length ?? 0;
}
