import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { normalizeTraceId } from './ids.ts';
import { linkNodes } from './link-nodes.ts';
import { createNodes } from './span-node.ts';
import type { Microseconds } from './time.ts';

/** An operation as everyone who took part saw it: both sides of a call are one node. */
export interface SpanNode {
  /** Unique within its tree, and the same after more spans have arrived where the spans are the same. */
  readonly key: string;
  /** What was reported, the caller's side first; never empty. */
  readonly spans: readonly [ZipkinSpan, ...ZipkinSpan[]];
  /** The side that called: of kind CLIENT or PRODUCER. */
  readonly client: ZipkinSpan | undefined;
  /** The side that was called: of kind SERVER or CONSUMER, under its client's id or one of its own. */
  readonly server: ZipkinSpan | undefined;
  /** Who did the work: the server where it reported, else the one that called. '' where nobody says. */
  readonly service: string;
  /** Who called, where a server was reached: as the caller reported, else as the server names it. */
  readonly caller: string | undefined;
  /** Who was called but didn't report, a database for one: as the caller names it. */
  readonly remote: string | undefined;
  /** The server's name for it, unless the caller's says more. '' where nobody names it. */
  readonly name: string;
  /** The caller's where it is known, so that it stays on one clock with its parent. */
  readonly timestamp: Microseconds | undefined;
  /** The caller's where it is known: the way there and back included. */
  readonly duration: Microseconds | undefined;
  /** Text of the `error` tag of either side. '' is an error too, so test against undefined. */
  readonly error: string | undefined;
  /** Its parent was named, but has not been reported. */
  readonly orphan: boolean;
  /** By time; those without a timestamp last. */
  readonly children: readonly SpanNode[];
}

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
