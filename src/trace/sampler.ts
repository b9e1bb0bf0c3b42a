/** Decides once per trace, by its id alone, so that asking again gives the same answer. */
export type Sampler = (traceId: string) => boolean;

/** The part of an id that fits a double exactly: thirteen hex digits. */
const DIGITS = 13;
const MIDDLE = 2 ** (DIGITS * 4 - 1);

/**
 * Keeps the given share of traces, 0 to 1.
 *
 * The rule is that of Zipkin's collector, which takes the lower half of the id for a signed number and keeps those
 * of small magnitude: a trace kept at one rate is kept at every higher one, here and there.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin-collector/core/src/main/java/zipkin2/collector/CollectorSampler.java
 */
export function rateSampler(rate: number): Sampler {
  return (traceId) => {
    if (rate === 1) return true;
    const bits = Number.parseInt(traceId.slice(-16, -16 + DIGITS), 16);
    const magnitude = bits < MIDDLE ? bits : 2 * MIDDLE - bits;
    return magnitude < MIDDLE * rate;
  };
}
