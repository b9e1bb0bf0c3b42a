import { isSamplingState, type SamplingState } from './context.ts';
import type { SpanStart } from './span.ts';

/** Whether a trace is reported, and why: said on its root as `rootspan.sampling`, where there is a reason. */
export interface Decision {
  readonly sampling: SamplingState;
  readonly reason?: string;
}

/**
 * Decides once per trace, by its id and what is known of its root. Where it says nothing the next one is asked. By the
 * id alone, asking again gives the same answer.
 */
export type Sampler = (traceId: string, root: SpanStart) => Decision | boolean | undefined;

/** 2^63: the number of magnitudes that half an id can have, taken for a signed number. */
const MAGNITUDES = 2 ** 63;

/**
 * Keeps the given share of traces, 0 to 1.
 *
 * The rule is that of Zipkin's collector, to the last bit: it takes the lower half of the id for a signed number and
 * keeps those of small magnitude, the rate being of single precision. A trace kept at one rate is kept at every higher
 * one, here and there.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin-collector/core/src/main/java/zipkin2/collector/CollectorSampler.java
 */
export function rateSampler(rate: number): Sampler {
  if (rate === 1) return () => true;
  const boundary = BigInt(Math.floor(Math.fround(rate) * MAGNITUDES));
  return (traceId) => {
    const low = BigInt.asIntN(64, BigInt(`0x${traceId.slice(-16)}`));
    const isKept = (low < 0n ? -low : low) <= boundary;
    return { sampling: isKept ? 'accept' : 'deny', reason: `rate ${rate}` };
  };
}

/**
 * The first answer of several. Each may be the app's own: one that throws has said nothing. A reason that there isn't is
 * named all the same, so that it isn't looked for on `Object.prototype`, where anything may be.
 */
export function decide(samplers: readonly Sampler[], traceId: string, root: SpanStart): Decision {
  for (const sampler of samplers) {
    try {
      const answer = sampler(traceId, root);
      if (typeof answer === 'boolean') {
        return { sampling: answer ? 'accept' : 'deny', reason: undefined };
      }
      if (isSamplingState(answer?.sampling)) return answer;
    } catch {
      // The next one knows.
    }
  }
  return { sampling: 'accept', reason: undefined };
}
