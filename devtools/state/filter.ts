import type { TraceEntry } from './traces.ts';

/** What can be found of a trace, in lower case; made when it is first looked for. */
const texts = new WeakMap<TraceEntry, string>();

/**
 * The traces in which every word of the query stands somewhere: in the title, a service, a span's name, the
 * trace id; `error` finds those that failed.
 */
export function filterTraces(entries: readonly TraceEntry[], query: string): readonly TraceEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  return entries.filter((entry) => {
    const text = textOf(entry);
    return words.every((word) => text.includes(word));
  });
}

function textOf(entry: TraceEntry): string {
  const known = texts.get(entry);
  if (known !== undefined) return known;
  const { summary, spans, trace } = entry;
  const names = new Set(spans.map(({ name = '' }) => name));
  const failed = trace.errorCount > 0 ? 'error' : '';
  const text = [summary.title, failed, trace.traceId, ...trace.services, ...names].join('\n');
  texts.set(entry, text.toLowerCase());
  return text.toLowerCase();
}
