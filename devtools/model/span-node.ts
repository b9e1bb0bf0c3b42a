import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { pairSides } from './pair-sides.ts';
import { errorOf } from './span-error.ts';
import { tellingName } from './telling-name.ts';
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
