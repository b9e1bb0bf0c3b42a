/**
 * Who called whom within a trace, as Zipkin sees it.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/internal/SpanNode.java
 */
import type { Endpoint, ZipkinSpan } from '../../src/report/zipkin.ts';
import { mergeFragments } from './merge-fragments.ts';

export interface SpanNode {
  readonly span: ZipkinSpan;
  readonly children: SpanNode[];
  /** The nearest span above that has a kind: local work lies between it and this one. */
  remoteAncestor?: ZipkinSpan;
}

/**
 * The nodes that can be reached from the top, breadth first. The first root, if there is one, comes first, and spans
 * without a known parent count as its children.
 */
export function spanTree(trace: readonly ZipkinSpan[]): { root?: SpanNode; nodes: SpanNode[] } {
  const spans = mergeFragments(trace);
  const root = spans.find((span) => !span.shared && !span.parentId);
  const { nodes, parents } = connect(spans, root);
  const rootNode: SpanNode | undefined = root && { span: root, children: [] };
  const top: SpanNode[] = [];
  for (const [key, parentKey] of parents) {
    const node = nodes.get(key);
    const parent = parentKey === undefined ? undefined : nodes.get(parentKey);
    if (node) (parent?.children ?? rootNode?.children ?? top).push(node);
  }
  return { root: rootNode, nodes: breadthFirst(rootNode ? [rootNode] : top) };
}

/** Nodes and the keys of their parents, by key: a span's id, and for a shared span also where it ran. */
function connect(spans: readonly ZipkinSpan[], root: ZipkinSpan | undefined) {
  const nodes = new Map<string, SpanNode>();
  const parents = new Map<string, string | undefined>();
  for (const span of spans) {
    parents.set(keyOf(span), span.shared ? span.id : span.parentId);
  }
  for (const span of spans) {
    const node = { span, children: [] };
    // A child of the server's side, rather than of the client's: the same service shared the id of its parent.
    const sharedParent = span.parentId && sharedKey(span.parentId, span.localEndpoint);
    if (span === root) {
      parents.delete(span.id);
    } else if (span.shared) {
      nodes.set(keyOf(span), node);
      nodes.set(sharedKey(span.id), node);
    } else {
      if (sharedParent && parents.has(sharedParent)) parents.set(span.id, sharedParent);
      nodes.set(span.id, node);
    }
  }
  return { nodes, parents };
}

function keyOf({ id, shared, localEndpoint }: ZipkinSpan): string {
  return shared ? sharedKey(id, localEndpoint) : id;
}

function sharedKey(id: string, endpoint: Endpoint = {}): string {
  const { serviceName, ipv4, ipv6, port } = endpoint;
  return JSON.stringify([id, serviceName, ipv4, ipv6, port]);
}

/** Children by time. Spans in a loop of parents hang from nothing, so that this ends. */
function breadthFirst(top: readonly SpanNode[]): SpanNode[] {
  const queue = top.toSorted(byTime);
  for (const { span, children, remoteAncestor } of queue) {
    for (const child of children.sort(byTime)) {
      child.remoteAncestor = span.kind ? span : remoteAncestor;
      queue.push(child);
    }
  }
  return queue;
}

function byTime({ span: a }: SpanNode, { span: b }: SpanNode): number {
  return (a.timestamp ?? 0) - (b.timestamp ?? 0);
}
