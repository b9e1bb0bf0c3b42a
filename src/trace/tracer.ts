import type { Active } from './active.ts';
import { setBounded } from './bounded.ts';
import type { Clock } from './clock.ts';
import { childOf, isContext, type TraceContext } from './context.ts';
import { createIds } from './ids.ts';
import { decide, type Sampler } from './sampler.ts';
import {
  createSpan,
  type FinishedSpan,
  type OpenSpan,
  type Span,
  type SpanStart,
  type ToldSpan,
} from './span.ts';

/** How a span begins. */
export interface SpanOptions extends Omit<SpanStart, 'name'> {
  /**
   * What the span belongs to: a span, or a context that came from elsewhere. `null` begins a trace.
   *
   * @defaultValue the active span; without one the span is the root of a new trace
   */
  readonly parent?: Span | TraceContext | null;
}

/** Starts spans. */
export interface Tracer {
  startSpan(name: string, options?: SpanOptions): Span;
  /**
   * A span under ids that others have chosen: those of a trace header that the app set itself, or of a span that it
   * is `inPlaceOf`.
   */
  adoptSpan(context: TraceContext, start: SpanStart, inPlaceOf?: Span): Span;
  /** Has an open span begun at another time (ms), with all that was noted on it. */
  restartSpan(span: Span, startTime: DOMHighResTimeStamp): void;
  /** The latest of the spans that have not ended, as they are. */
  tellOpen(): ToldSpan[];
}

/** What a tracer is made of. */
export interface TracerParts {
  readonly clock: Clock;
  readonly active: Active;
  /** Asked in their order. */
  readonly samplers: readonly Sampler[];
  /** One more is open. */
  readonly onOpen: () => void;
  readonly onStart: (span: Span, start: SpanStart) => void;
  readonly onFinish: (span: FinishedSpan) => void;
  /** A span that ended is not told of: its trace has too many. */
  readonly onDrop: () => void;
}

/** Spans of one trace: a page that polls in a `trace()` that never ends would fill Zipkin with one. */
const MOST_SPANS = 1000;
/** Open spans that are known: some are never finished. */
const MOST_OPEN = 1000;
/** Traces whose spans are counted. */
const MOST_TRACES = 100;

export function createTracer(parts: TracerParts): Tracer {
  const { clock, active, samplers, onOpen, onStart, onFinish, onDrop } = parts;
  const ids = createIds();
  const open = new Map<Span, OpenSpan>();

  /** A context, and the reason of its sampling where it was decided here, or by whoever called this page. */
  function contextUnder(
    parent: SpanOptions['parent'],
    start: SpanStart,
  ): readonly [context: TraceContext, reason?: string] {
    const above = isSpan(parent) ? parent.context : parent;
    // One wrong id would cost a whole batch at Zipkin.
    if (!above || !isContext(above)) {
      const traceId = ids.traceId();
      const { sampling, reason } = decide(samplers, traceId, start);
      return [{ traceId, spanId: ids.spanId(), sampling }, reason];
    }
    const context = childOf(ids, above);
    if (isSpan(parent)) return [context];
    // Who deferred the decision has left it to us.
    if (context.sampling !== 'defer') return [context, 'parent'];
    const { sampling, reason } = decide(samplers, context.traceId, start);
    return [{ ...context, sampling }, reason];
  }

  /** Spans of each trace that has several, of which past the bound none is reported; the latest traces last. */
  const traces = new Map<string, number>();
  /** Whether any has had too many. To look for one by its id costs more than all else of a span's end. */
  let isAnyTooLong = false;

  function count({ traceId, parentId }: TraceContext, isChild: boolean): number {
    // Most traces of a page are one request each.
    if (!parentId) return 1;
    const number = (traces.get(traceId) ?? Number(isChild)) + 1;
    setBounded(traces, traceId, number, MOST_TRACES);
    if (number > MOST_SPANS) isAnyTooLong = true;
    return number;
  }

  function keepOpen(span: OpenSpan): void {
    onOpen();
    open.set(span, span);
    if (open.size > MOST_OPEN) for (const [oldest] of open) return void open.delete(oldest);
  }

  function end(finished: FinishedSpan, span: Span): void {
    open.delete(span);
    onFinish(finished);
  }

  function endUntold(_: FinishedSpan, span: Span): void {
    open.delete(span);
    onDrop();
  }

  /** Says on a trace's first span how many were left out while it was open. */
  function endFirst(finished: FinishedSpan, span: Span): void {
    const dropped = isAnyTooLong ? (traces.get(span.context.traceId) ?? 0) - MOST_SPANS : 0;
    if (dropped > 0)
      end({ ...finished, tags: { ...finished.tags, 'rootspan.dropped': String(dropped) } }, span);
    else end(finished, span);
  }

  return {
    startSpan(name, options) {
      const { kind, startTime, tags, parent } = options ?? {};
      const belonging = parent === undefined ? active.current() : undefined;
      const start = { name, kind, startTime, tags };
      const [context, reason] = contextUnder(belonging?.span ?? parent, start);
      const number = count(context, belonging !== undefined || isSpan(parent));
      const finish = number === 1 ? endFirst : number > MOST_SPANS ? endUntold : end;
      const span = createSpan(context, start, clock, finish);
      if (reason) span.tag('rootspan.sampling', `${context.sampling}: ${reason}`);
      keepOpen(span);
      onStart(span, start);
      belonging?.onChild?.(span);
      return belonging?.byTime ? span.tag('rootspan.joined', 'by time') : span;
    },
    adoptSpan(context, start, inPlaceOf) {
      const span = createSpan(context, start, clock, endFirst);
      if (inPlaceOf && open.delete(inPlaceOf)) open.set(span, span);
      else keepOpen(span);
      return span;
    },
    restartSpan: (span, startTime) => open.get(span)?.restart(startTime),
    tellOpen: () => Array.from(open.values(), ({ tell }) => tell()),
  };
}

function isSpan(parent: SpanOptions['parent']): parent is Span {
  return typeof parent === 'object' && parent !== null && 'context' in parent;
}
