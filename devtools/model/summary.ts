import { requestLine } from './request-line.ts';
import type { Microseconds } from './time.ts';
import type { Trace } from './tree.ts';

/** A trace in a line of a list. */
export interface TraceSummary {
  readonly traceId: string;
  /** What it was for: 'GET /api/orders/1042' where the root is a request, else the root's name. */
  readonly title: string;
  /** The root's name. */
  readonly name: string;
  /** Who began it: not who answered, if the root is a call. */
  readonly service: string;
  readonly start: Microseconds;
  /** From the first span's start to the last one's end. */
  readonly duration: Microseconds;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly string[];
  readonly incomplete: boolean;
}

export function summarize(trace: Trace): TraceSummary {
  const { traceId, roots, start, end, spanCount, errorCount, services, incomplete } = trace;
  const [root] = roots;
  const name = root?.name ?? '';
  return {
    traceId,
    title: (root && requestLine(root.spans)) || name,
    name,
    service: root?.spans[0].localEndpoint?.serviceName ?? root?.service ?? '',
    start,
    duration: end - start,
    spanCount,
    errorCount,
    services,
    incomplete,
  };
}
