import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { normalizeTraceId } from './ids.ts';
import { linkNodes } from './link-nodes.ts';
import { createNodes, type SpanNode } from './span-node.ts';
import type { Microseconds } from './time.ts';

export interface Trace {
  /** 32 digits; '' where there are no spans. */
  readonly traceId: string;
  /** By time, but those whose parent is missing after those that have none. */
  readonly roots: readonly SpanNode[];
  /** When the first span began: 0 where no span says. */
  readonly start: Microseconds;
  /** When the last span ended, be it a child that outlived its parents. */
  readonly end: Microseconds;
  /** How many reports there are: the two sides of a call are two, whichever way they share ids. */
  readonly spanCount: number;
  /** How many operations there are: the rows of a waterfall with everything open. */
  readonly nodeCount: number;
  /** How many operations failed. */
  readonly errorCount: number;
  /** Who reported, in the order in which they first appear in time. */
  readonly services: readonly string[];
  /** Some span has no duration: it still runs, or its end was never reported. */
  readonly incomplete: boolean;
}

/**
 * Puts the spans of one trace in their order: who called whom.
 *
 * Takes them as `mergeSpans` leaves them. Every span is in exactly one node, and every node is below one
 * root, whatever the spans claim: loops are cut, and what has no parent is a root.
 */
export function buildTree(spans: readonly ZipkinSpan[]): Trace {
  const nodes = createNodes(spans);
  return {
    traceId: traceIdOf(spans),
    roots: linkNodes(nodes),
    ...timeOf(spans),
    spanCount: spans.length,
    nodeCount: nodes.length,
    errorCount: nodes.filter(({ error }) => error !== undefined).length,
    services: servicesOf(spans),
    incomplete: spans.some(({ duration }) => duration === undefined),
  };
}

/** The whole id: somebody may have cut it to 64 bits, which shows as sixteen zeros before it. */
function traceIdOf(spans: readonly ZipkinSpan[]): string {
  const cut = '0'.repeat(16);
  let traceId = '';
  for (const span of spans) {
    const id = normalizeTraceId(span.traceId);
    if (!id.startsWith(cut)) return id;
    traceId ||= id;
  }
  return traceId;
}

function timeOf(spans: readonly ZipkinSpan[]): { start: Microseconds; end: Microseconds } {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const { timestamp, duration = 0 } of spans) {
    if (timestamp === undefined) continue;
    start = Math.min(start, timestamp);
    end = Math.max(end, timestamp + duration);
  }
  return start <= end ? { start, end } : { start: 0, end: 0 };
}

function servicesOf(spans: readonly ZipkinSpan[]): string[] {
  const first = new Map<string, Microseconds>();
  for (const { localEndpoint, timestamp = Number.POSITIVE_INFINITY } of spans) {
    const service = localEndpoint?.serviceName;
    if (!service) continue;
    first.set(service, Math.min(timestamp, first.get(service) ?? timestamp));
  }
  // Infinity less Infinity is no number, hence the comparison.
  return [...first].sort(([, a], [, b]) => (a === b ? 0 : a - b)).map(([service]) => service);
}
