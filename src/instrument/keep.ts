/** Keeps what matters of the traces that the rate would drop. */
import { isSampled } from '../trace/context.ts';
import { decide } from '../trace/sampler.ts';
import type { FinishedSpan } from '../trace/span.ts';
import type { Instrument, Setup } from './instrument.ts';
import { refuseOthers } from './other-options.ts';

/** Which traces are kept though they were not sampled. */
export interface KeepOptions {
  /** Those in which something took at least so long: `'1s'`, `'500ms'`, or a number of ms. */
  readonly slowerThan?: string | number;
  /** Those in which something failed. */
  readonly errors?: boolean;
  /** Those of which a web vital is rated so, or worse. */
  readonly vitals?: 'poor' | 'needs-improvement';
  /** Whether the backends are left to decide for themselves (no `X-B3-Sampled`), where they would be told no. */
  readonly defer?: boolean;
}

/** Traces that are held, and spans of each; those in which nothing happens go first. */
const MOST_TRACES = 50;
const MOST_SPANS = 100;

/** Of web vitals, the worst first. */
const RATINGS: readonly string[] = ['poor', 'needs-improvement'];

/** Of a trace that is not sampled: what is held of it, until there is a reason to report it. */
interface Held {
  readonly spans: FinishedSpan[];
  reason: string | undefined;
}

/**
 * Holds the spans of traces that are not sampled, in the page, and reports those of traces that turn out slow, failed
 * or poor. Of such a trace the backends have reported nothing, since they were told not to; with `defer` they were
 * told nothing, and decide for themselves. Either is said on the span, as `rootspan.kept`.
 *
 * @throws TypeError for a `slowerThan` that is no time, `vitals` that are no rating, and what is no option
 *
 * @example
 * const worthIt = keep({ slowerThan: '1s', errors: true, vitals: 'poor' });
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', sampleRate: 0.1, instruments: [worthIt] });
 */
export function keep(options: KeepOptions): Instrument {
  if (typeof options !== 'object' || !options) {
    throw new TypeError(
      `rootspan: keep is ${String(options)}; it has to say what, such as { errors: true }`,
    );
  }
  const { slowerThan, errors, vitals, defer, ...others } = options;
  refuseOthers('keep', others);
  const slow = toMilliseconds(slowerThan) * 1000;
  const ratings = toRatings(vitals);
  const traces = new Map<string, Held>();

  function reasonFor({ duration, kind, context, tags }: FinishedSpan): string | undefined {
    if (errors && tags.error !== undefined) return 'error';
    // What lasts as long as the page does, such as a web socket, is neither.
    if (duration >= slow && (kind === 'CLIENT' || !context.parentId)) return 'slow';
    const isPoor = Object.entries(tags).some(
      ([key, value]) => /^web_vitals\..*rating$/.test(key) && ratings.includes(value),
    );
    return isPoor ? 'vitals' : undefined;
  }

  function keepBack(told: FinishedSpan, span: FinishedSpan, { hold, report }: Setup): void {
    const { traceId, sampling } = told.context;
    const held: Held = traces.get(traceId) ?? { spans: [], reason: undefined };
    // The one that something happened in last is the last to go.
    traces.delete(traceId);
    traces.set(traceId, held);
    held.spans.push(told);
    hold(1);
    if (held.spans.length > MOST_SPANS) {
      held.spans.shift();
      hold(-1);
    }
    for (const [oldest, { spans }] of traces) {
      if (traces.size <= MOST_TRACES) break;
      traces.delete(oldest);
      hold(-spans.length);
    }
    held.reason ??= reasonFor(span);
    if (!held.reason) return;
    const asked = sampling === 'defer' ? 'left to decide' : 'told not to';
    const kept = `${held.reason}; backends were ${asked}`;
    for (const one of held.spans.splice(0)) {
      report({ ...one, tags: { ...one.tags, 'rootspan.kept': kept } });
    }
  }

  return (setup) => {
    if (defer) deferDenied(setup);
    const stop = setup.onFinish((told, span) => {
      if (!isSampled(told.context)) keepBack(told, span, setup);
    });
    return () => {
      stop();
      for (const { spans } of traces.values()) setup.hold(-spans.length);
      traces.clear();
    };
  };
}

/** Stands in for all samplers: what they deny is left to the backends. */
function deferDenied({ samplers }: Setup): void {
  const others = samplers.splice(0);
  samplers.push((traceId, root) => {
    const decision = decide(others, traceId, root);
    return decision.sampling === 'deny' ? { ...decision, sampling: 'defer' } : decision;
  });
}

/** A rating, and those that are worse. */
function toRatings(rating: string | undefined): readonly string[] {
  if (rating === undefined) return [];
  if (RATINGS.includes(rating)) return RATINGS.slice(0, RATINGS.indexOf(rating) + 1);
  throw new TypeError(`rootspan: vitals is ${rating}; it has to be "${RATINGS.join('" or "')}"`);
}

function toMilliseconds(time: string | number | undefined): number {
  if (time === undefined) return Number.POSITIVE_INFINITY;
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(String(time)) ?? [];
  const ms = typeof time === 'number' ? time : Number(number) * (unit === 's' ? 1000 : 1);
  if (ms >= 0) return ms;
  throw new TypeError(`rootspan: slowerThan is ${String(time)}; it has to be a time, such as "1s"`);
}
