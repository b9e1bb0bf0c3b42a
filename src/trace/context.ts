import type { Ids } from './ids.ts';

/**
 * B3's four sampling states.
 *
 * https://github.com/openzipkin/b3-propagation#sampling-state
 */
export type SamplingState = 'accept' | 'deny' | 'debug' | 'defer';

/** Where a span stands in its trace. It never changes: a child gets a context of its own. */
export interface TraceContext {
  /** 32 lower-case hex characters, or 16 when the trace began in a 64-bit tracer. */
  readonly traceId: string;
  /** 16 lower-case hex characters. */
  readonly spanId: string;
  /** Absent on the root span. */
  readonly parentId?: string;
  readonly sampling: SamplingState;
  /** W3C's, of a trace that began elsewhere: passed on as it came. */
  readonly tracestate?: string;
  /** W3C's, of such a trace: whether it said that its id is random. */
  readonly random?: boolean;
}

/** All that is said of a trace is said of its parts. */
export function childOf(ids: Ids, above: TraceContext): TraceContext {
  return { ...above, spanId: ids.spanId(), parentId: above.spanId };
}

const IDS = /^(?!0+ )(?:[\da-f]{16}){1,2} (?!0+$)[\da-f]{16}$/;
const STATES: readonly unknown[] = ['accept', 'deny', 'debug', 'defer'];

export function isSamplingState(state: unknown): state is SamplingState {
  return STATES.includes(state);
}

/** Whether this is a context that others can make use of. */
export function isContext(context: Partial<TraceContext> | undefined): context is TraceContext {
  return IDS.test(`${context?.traceId} ${context?.spanId}`) && isSamplingState(context?.sampling);
}

/** Whether a span is to be reported. One whose decision was left to others ('defer') is not ours to report. */
export function isSampled({ sampling }: TraceContext): boolean {
  return sampling === 'accept' || sampling === 'debug';
}
