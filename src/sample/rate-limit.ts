import { rateSampler, type Sampler } from '../trace/sampler.ts';

/**
 * At most so many traces per second, counted from the first one on.
 *
 * @param rate the share of traces that are looked at in the first place: the limit alone would keep those at the
 *   beginning of each second
 * @throws RangeError for a limit that is no positive number, and a rate that isn't from 0 to 1
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', samplers: [rateLimit(5)] });
 */
export function rateLimit(
  perSecond: number,
  rate = 1,
  now: () => number = () => performance.now(),
): Sampler {
  if (!(perSecond > 0 && perSecond < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`rootspan: rateLimit is ${perSecond}; it has to be more than 0`);
  }
  const looksAt = rateSampler(checkRate('rateLimit', rate));
  // A bucket that fills up with time; less than one per second still lets one through.
  const most = Math.max(1, perSecond);
  let left = most;
  let last: number | undefined;
  return (traceId, root) => {
    const answer = looksAt(traceId, root);
    if (typeof answer === 'object' && answer.sampling === 'deny') return answer;
    const time = now();
    left = Math.min(most, left + ((time - (last ?? time)) / 1000) * perSecond);
    last = time;
    const reason = `limit ${perSecond}/s`;
    if (left < 1) return { sampling: 'deny', reason };
    left--;
    return { sampling: 'accept', reason };
  };
}

/** A rate that can be one. */
export function checkRate(option: string, rate: unknown): number {
  if (typeof rate === 'number' && rate >= 0 && rate <= 1) return rate;
  throw new RangeError(`rootspan: ${option} is ${String(rate)}; it has to be from 0 to 1`);
}
