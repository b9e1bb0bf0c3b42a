import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { pairSides } from './pair-sides.ts';
import { errorOf } from './span-error.ts';
import { tellingName } from './telling-name.ts';
import type { SpanNode } from './tree.ts';

/** A node whose place in the tree is still to be found. */
export interface UnlinkedNode extends SpanNode {
  key: string;
  orphan: boolean;
  readonly children: SpanNode[];
}

/** The spans as operations, each pair of sides as one, in the order in which they came. */
export function createNodes(spans: readonly ZipkinSpan[]): UnlinkedNode[] {
  const partners = pairSides(spans);
  const placed = new Set<ZipkinSpan>();
  const nodes: UnlinkedNode[] = [];
  for (const span of spans) {
    if (placed.has(span)) continue;
    const partner = partners.get(span);
    placed.add(span);
    if (partner) placed.add(partner);
    nodes.push(createNode(span, partner));
  }
  return nodes;
}

function createNode(span: ZipkinSpan, partner: ZipkinSpan | undefined): UnlinkedNode {
  const client = isCaller(span) ? span : partner && isCaller(partner) ? partner : undefined;
  const server = isCalled(span) ? span : partner && isCalled(partner) ? partner : undefined;
  const callerService = serviceOf(client);
  return {
    key: (client ?? span).id,
    spans: client && server ? [client, server] : [span],
    client,
    server,
    service: serviceOf(server) || callerService || serviceOf(span),
    caller: (server && (callerService || server.remoteEndpoint?.serviceName)) || undefined,
    remote: (!server && span.remoteEndpoint?.serviceName) || undefined,
    // The server knows its routes: 'GET /orders/:id' where the caller has 'GET'.
    name: tellingName(server?.name, (client ?? span).name),
    timestamp: client?.timestamp ?? server?.timestamp ?? span.timestamp,
    duration: client?.duration ?? server?.duration ?? span.duration,
    // The one that did the work knows best why it failed, unless it says no more than that it did.
    error: (server && errorOf(server)) || (errorOf(client ?? span) ?? (server && errorOf(server))),
    orphan: false,
    children: [],
  };
}

function isCaller({ kind }: ZipkinSpan): boolean {
  return kind === 'CLIENT' || kind === 'PRODUCER';
}

function isCalled({ kind }: ZipkinSpan): boolean {
  return kind === 'SERVER' || kind === 'CONSUMER';
}

function serviceOf(span: ZipkinSpan | undefined): string {
  return span?.localEndpoint?.serviceName ?? '';
}
