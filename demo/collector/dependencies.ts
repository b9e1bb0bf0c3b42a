/**
 * Which service calls which, counted over traces.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/internal/DependencyLinker.java
 */
import type { ZipkinSpan } from '../../src/report/zipkin.ts';
import { type SpanNode, spanTree } from './span-tree.ts';

export interface DependencyLink {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
  /** Absent if no call failed. */
  readonly errorCount?: number;
}

/** The spans of a list are one trace, whatever the high halves of their ids. */
export function linkServices(traces: readonly (readonly ZipkinSpan[])[]): DependencyLink[] {
  const links = new Map<
    string,
    { parent: string; child: string; callCount: number; errorCount: number }
  >();
  for (const trace of traces) {
    for (const { parent, child, isError } of callsIn(trace)) {
      const key = JSON.stringify([parent, child]);
      const link = links.get(key) ?? { parent, child, callCount: 0, errorCount: 0 };
      link.callCount++;
      if (isError) link.errorCount++;
      links.set(key, link);
    }
  }
  return Array.from(links.values(), ({ errorCount, ...link }) =>
    errorCount > 0 ? { ...link, errorCount } : link,
  );
}

interface Call {
  readonly parent: string;
  readonly child: string;
  readonly isError: boolean;
}

function callsIn(trace: readonly ZipkinSpan[]): Call[] {
  const { root, nodes } = spanTree(trace);
  return nodes.flatMap((node) => callsOf(node, node === root));
}

function callsOf({ span, children, remoteAncestor }: SpanNode, isRoot: boolean): Call[] {
  const local = span.localEndpoint?.serviceName;
  const remote = span.remoteEndpoint?.serviceName;
  // The server knows its own name best: the client's word counts only where the server says nothing.
  if (span.kind === 'CLIENT' && children.length > 0) return [];
  const caller = remoteAncestor?.localEndpoint?.serviceName;
  // The client may have seen an error that the server did not report.
  const isClientsError =
    caller !== undefined && isCaller(remoteAncestor, span) && hasError(remoteAncestor);
  const isError = hasError(span);
  switch (span.kind ?? (local && remote ? 'CLIENT' : undefined)) {
    case 'PRODUCER':
      return call(local, remote, isError);
    case 'CONSUMER':
      return call(remote, local, isError);
    case 'SERVER':
      if (isRoot && !remote) return [];
      return call(caller ?? remote, local, isError || isClientsError);
    case 'CLIENT':
      return [
        // A service that ran without a server span: whether its call failed is not known.
        ...(caller === local || !local ? [] : call(caller, local, false)),
        ...call(local ?? caller, remote, isError || isClientsError),
      ];
    default:
      return [];
  }
}

function isCaller(ancestor: ZipkinSpan | undefined, span: ZipkinSpan): ancestor is ZipkinSpan {
  return ancestor?.kind === 'CLIENT' && span.parentId === ancestor.id;
}

function call(parent: string | undefined, child: string | undefined, isError: boolean): Call[] {
  return parent && child ? [{ parent, child, isError }] : [];
}

/** The tag, whatever its value; an annotation of that name is no error. */
function hasError({ tags = {} }: ZipkinSpan): boolean {
  return Object.hasOwn(tags, 'error');
}
