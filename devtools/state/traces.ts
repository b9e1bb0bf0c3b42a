import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { normalizeTraceId } from '../model/ids.ts';
import { mergeSpans } from '../model/merge.ts';
import { summarize, type TraceSummary } from '../model/summary.ts';
import { buildTree, type Trace } from '../model/tree.ts';

/** All that is known of a trace, wherever it came from. Replaced, never changed, when more arrives. */
export interface TraceEntry {
  /** The same for a trace id and for the half of it that some tracers make of it. */
  readonly key: string;
  readonly spans: readonly ZipkinSpan[];
  readonly trace: Trace;
  readonly summary: TraceSummary;
}

/** The traces that the panel keeps. */
export interface Traces {
  /** Joins spans to what is known of their traces, and tells which of those have more spans than before. */
  add(spans: readonly ZipkinSpan[]): ReadonlySet<string>;
  get(key: string): TraceEntry | undefined;
  /** Newest first, by when they began. */
  list(): TraceEntry[];
  clear(): void;
}

export interface Limits {
  readonly traces: number;
  /** Of all traces together: anything in the page can send spans. */
  readonly spans: number;
}

const LIMITS: Limits = { traces: 500, spans: 200_000 };

export function keyOf(traceId: string): string {
  return normalizeTraceId(traceId).slice(16);
}

/** Beyond the limits, whole traces go, those first that came first; the one that `isKept` stays. */
export function createTraces(isKept: (key: string) => boolean, limits: Limits = LIMITS): Traces {
  const entries = new Map<string, TraceEntry>();
  let spanCount = 0;

  /** Whether they were new. */
  function join(key: string, more: readonly ZipkinSpan[]): boolean {
    const known = entries.get(key)?.spans ?? [];
    const room = limits.spans - known.length;
    const spans = mergeSpans(known, more.slice(0, room));
    const trace = buildTree(spans);
    spanCount += spans.length - known.length;
    entries.set(key, { key, spans, trace, summary: summarize(trace) });
    return spans.length > known.length;
  }

  function forget(): void {
    for (const [key, { spans }] of entries) {
      if (entries.size <= limits.traces && spanCount <= limits.spans) return;
      if (isKept(key)) continue;
      entries.delete(key);
      spanCount -= spans.length;
    }
  }

  return {
    add(spans) {
      const byTrace = new Map<string, ZipkinSpan[]>();
      for (const span of spans) {
        const key = keyOf(span.traceId);
        const family = byTrace.get(key);
        if (family) family.push(span);
        else byTrace.set(key, [span]);
      }
      const grown = new Set<string>();
      for (const [key, more] of byTrace) if (join(key, more)) grown.add(key);
      forget();
      return grown;
    },
    get: (key) => entries.get(key),
    // Sorting is stable: of those that began together, the later in the map came later.
    list: () => [...entries.values()].reverse().sort((a, b) => b.trace.start - a.trace.start),
    clear() {
      entries.clear();
      spanCount = 0;
    },
  };
}
