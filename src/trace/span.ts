import { type Clock, type Microseconds, micros } from './clock.ts';
import type { TraceContext } from './context.ts';
import { describeError, toKey, toText } from './text.ts';

/** What a span is between two services; absent for work within the page. */
export type Kind = 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER';

/** The other side of a span. */
export interface Remote {
  readonly serviceName?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly port?: number;
}

export interface Annotation {
  readonly timestamp: Microseconds;
  readonly value: string;
}

export type TagValue = string | number | boolean;

/**
 * An operation in progress. Finish it once: what comes after is ignored.
 *
 * Times are of the page's own clock, in ms, as `performance.now()` and each `PerformanceEntry` have them.
 * Never throws, whatever it is given: a page's own code is running around it.
 */
export interface Span {
  readonly context: TraceContext;
  /** Sets a tag, over one of the same key. Values are text in Zipkin: anything else is turned into it. */
  tag(key: string, value: TagValue): this;
  /** Marks a moment. */
  annotate(value: string, time?: DOMHighResTimeStamp): this;
  /** Marks the operation as failed. It still has to be finished. */
  error(reason: unknown): this;
  /** Names the other side: the service that was called, or that called. */
  setRemote(remote: Remote): this;
  finish(endTime?: DOMHighResTimeStamp): void;
}

/** What a span knows from the start. */
export interface SpanStart {
  readonly name: string;
  readonly kind?: Kind;
  /** In ms, as `performance.now()`. Now, where it isn't given. */
  readonly startTime?: DOMHighResTimeStamp;
  readonly tags?: Readonly<Record<string, TagValue>>;
}

/** A span as plain data: whether it is over, its duration tells. */
export type ToldSpan = Described<Microseconds | undefined>;

/** A span, and what only its tracer may do with it. */
export interface OpenSpan extends Span {
  /** What is known of it by now. */
  tell(): ToldSpan;
  /** Has it begun at another time. */
  restart(startTime: DOMHighResTimeStamp): void;
}

/** A span that is over, as plain data. */
export type FinishedSpan = Described<Microseconds>;

interface Described<Duration> {
  readonly context: TraceContext;
  readonly name: string;
  readonly kind: Kind | undefined;
  /** On the page's own clock, in ms. */
  readonly startTime: DOMHighResTimeStamp;
  readonly timestamp: Microseconds;
  readonly duration: Duration;
  readonly remote: Remote | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
}

/** Tags and annotations of one span: what is beyond is counted as `rootspan.dropped`. */
const MOST_TAGS = 64;
const MOST_ANNOTATIONS = 128;
export function createSpan(
  context: TraceContext,
  { name, kind, startTime, tags: given }: SpanStart,
  clock: Clock,
  onFinish: (finished: FinishedSpan, span: OpenSpan) => void,
): OpenSpan {
  const begun = clock.now();
  let start = time(startTime, begun);
  let timestamp = clock.epoch(start);
  // Without a prototype, so that any key is a key.
  const tags: Record<string, string> = Object.create(null);
  const annotations: Annotation[] = [];
  let remote: Remote | undefined;
  let finished = false;
  let count = 0;
  let dropped = 0;

  const span: OpenSpan = {
    context,
    tag(key, value) {
      if (finished) return span;
      const name = toKey(key);
      if (!(name in tags) && ++count > MOST_TAGS) dropped++;
      else tags[name] = toText(value);
      return span;
    },
    annotate(value, at) {
      if (finished) return span;
      const timestampOfIt = timestamp + micros(time(at, clock.now()) - start);
      if (annotations.length < MOST_ANNOTATIONS) {
        annotations.push({ timestamp: timestampOfIt, value: toText(value) });
      } else dropped++;
      return span;
    },
    error(reason) {
      return span.tag('error', describeError(reason));
    },
    setRemote(given) {
      if (!finished) remote = given;
      return span;
    },
    finish(endTime) {
      if (finished) return;
      const now = clock.now();
      // The machine slept, or its clock was set: durations go on, what they add up to with the epoch doesn't.
      if (clock.epoch(start) !== timestamp) tags['rootspan.clock'] = 'jumped';
      if (dropped) tags['rootspan.dropped'] = toText(dropped);
      finished = true;
      // Zipkin has no zero: its shortest duration is one.
      const duration = Math.max(1, micros(time(endTime, now) - start));
      onFinish(describe(duration), span);
    },
    tell: () => describe(undefined),
    restart(startTime) {
      start = startTime;
      timestamp = clock.epoch(start);
    },
  };

  function describe<Duration>(duration: Duration): Described<Duration> {
    return {
      context,
      name: toText(name),
      kind,
      startTime: start,
      timestamp,
      duration,
      remote,
      tags,
      annotations,
    };
  }

  try {
    if (given) for (const [key, value] of Object.entries(given)) span.tag(key, value);
  } catch {
    // A getter of the app's threw: the tags up to it are there.
  }
  return span;
}

/** A time that can't be told is now: NaN would cost the whole batch at Zipkin. */
function time(
  given: DOMHighResTimeStamp | undefined,
  now: DOMHighResTimeStamp,
): DOMHighResTimeStamp {
  return Number.isFinite(given) ? Number(given) : now;
}
