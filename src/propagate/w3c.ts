/**
 * W3C Trace Context: `traceparent`, and the `tracestate` that came with it.
 *
 * https://www.w3.org/TR/trace-context-2/
 */
import type { Format } from './propagation.ts';

// {version}-{trace-id}-{parent-id}-{flags}; what later versions put behind it is theirs.
const PARENT =
  /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-|$)/;
/** Bits of the flags. */
const SAMPLED = 1;
const RANDOM = 2;
/** The length of version 00, to the character. */
const LENGTH = 55;

// One member of the list, which can be empty: {key}={value}.
const MEMBER =
  /^(?:([a-z\d][a-z\d_\-*/]{0,255}(?:@[a-z\d_\-*/]+)?)=[ -+\--<>-~]{0,255}[!-+\--<>-~])?$/;
const MOST_MEMBERS = 32;
/** Characters that everyone has to pass on. A longer one is not passed on at all. */
const LONGEST_STATE = 512;

/**
 * `traceparent` and `tracestate`: what OpenTelemetry and Spring Boot read first.
 *
 * A trace that began in a 64-bit tracer has its id padded. There is no deferring: who has not decided has not sampled.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', formats: ['b3multi', w3c()] });
 */
export function w3c(): Format {
  return {
    name: 'w3c',
    fields: ['traceparent', 'tracestate'],
    inject({ traceId, spanId, sampling, tracestate, random }, set) {
      const isSampled = sampling === 'accept' || sampling === 'debug';
      const flags = (isSampled ? SAMPLED : 0) | (random ? RANDOM : 0);
      set('traceparent', `00-${traceId.padStart(32, '0')}-${spanId}-0${flags}`);
      if (tracestate) set('tracestate', tracestate);
    },
    extract(get) {
      const parent = get('traceparent')?.trim() ?? '';
      const [, version, traceId, spanId, flags] = PARENT.exec(parent) ?? [];
      if (!traceId || !spanId || (version === '00' && parent.length !== LENGTH)) return undefined;
      const tracestate = readState(get('tracestate'));
      const bits = Number(`0x${flags}`);
      const sampling = bits & SAMPLED ? 'accept' : 'deny';
      const random = bits & RANDOM ? true : undefined;
      return { traceId, spanId, sampling, tracestate, random };
    },
  };
}

/** As it came, or not at all: what is wrong with it is no reason to leave the trace. */
function readState(state: string | null | undefined): string | undefined {
  if (!state || state.length > LONGEST_STATE) return undefined;
  const members = state.split(',').map((member) => MEMBER.exec(member.trim()));
  if (members.length > MOST_MEMBERS || members.includes(null)) return undefined;
  const keys = members.flatMap((member) => member?.[1] ?? []);
  return keys.length && new Set(keys).size === keys.length ? state : undefined;
}
