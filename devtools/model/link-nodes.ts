import type { Endpoint } from '../../src/bridge/protocol.ts';
import type { SpanNode, UnlinkedNode } from './span-node.ts';

/** A parent is looked for among that many nodes of its id, since a tracer may give everything the same. */
const MOST_CANDIDATES = 200;

/** Hangs each node below its parent, and gives back the roots. */
export function linkNodes(nodes: readonly UnlinkedNode[]): SpanNode[] {
  const byId = indexById(nodes);
  nameKeys(nodes, byId);

  const parents = new Map<UnlinkedNode, UnlinkedNode>();
  for (const node of nodes) {
    const parent = findParent(node, byId);
    if (parent) parents.set(node, parent);
    else node.orphan = parentIdOf(node) !== undefined;
  }
  cutLoops(nodes, parents);

  const roots: SpanNode[] = [];
  for (const node of nodes) (parents.get(node)?.children ?? roots).push(node);
  for (const { children } of nodes) children.sort(byTime);
  return roots.sort((a, b) => Number(a.orphan) - Number(b.orphan) || byTime(a, b));
}

/** Nodes by each id that they go by. More than one have an id where its reports contradict each other. */
type NodesById = ReadonlyMap<string, readonly UnlinkedNode[]>;

function indexById(nodes: readonly UnlinkedNode[]): NodesById {
  const byId = new Map<string, UnlinkedNode[]>();
  for (const node of nodes) {
    for (const id of new Set(node.spans.map((span) => span.id))) {
      const namesakes = byId.get(id);
      if (!namesakes) byId.set(id, [node]);
      else if (rank(node) < rank(namesakes[0])) namesakes.unshift(node);
      else namesakes.push(node);
    }
  }
  return byId;
}

/** Who comes first among those of one id: who called, then who doesn't say, then who was called. */
function rank(node: UnlinkedNode | undefined): number {
  return node?.client ? 0 : node?.server ? 2 : 1;
}

/** The first of an id is called by it; others by what makes them different, not by the order they came in. */
function nameKeys(nodes: readonly UnlinkedNode[], byId: NodesById): void {
  const taken = new Map<string, number>();
  for (const node of nodes) {
    const { id } = node.spans[0];
    if (byId.get(id)?.[0] === node) continue;
    const key = [id, node.service, node.timestamp].join('@');
    const earlier = taken.get(key) ?? 0;
    node.key = earlier ? `${key}@${earlier}` : key;
    taken.set(key, earlier + 1);
  }
}

function findParent(node: UnlinkedNode, byId: NodesById): UnlinkedNode | undefined {
  const { id, localEndpoint } = node.spans[0];
  // A server that shares its id with a client, but isn't its only one, still is below it.
  const namesake = byId.get(id)?.[0];
  if (namesake && rank(namesake) < rank(node)) return namesake;

  const parentId = parentIdOf(node);
  if (parentId === undefined) return undefined;
  const candidates = (byId.get(parentId) ?? []).slice(0, MOST_CANDIDATES);
  if (candidates.length < 2) return candidates[0];
  // Client and servers of one id are several candidates: a span's parent is in its own process.
  return (
    candidates.find(({ server }) => server && isSame(server.localEndpoint, localEndpoint)) ??
    candidates.find(({ spans }) => isSame(spans[0].localEndpoint, localEndpoint)) ??
    candidates.find(({ service }) => service === localEndpoint?.serviceName) ??
    candidates[0]
  );
}

/** The parent that is named: the caller's, since a server's is the caller or the same as the caller's. */
function parentIdOf({ spans }: UnlinkedNode): string | undefined {
  const ids = spans.map(({ id }) => id);
  const named = spans.find(({ parentId }) => parentId !== undefined && !ids.includes(parentId));
  return named?.parentId;
}

function isSame(one: Endpoint = {}, other: Endpoint = {}): boolean {
  return (
    one.serviceName === other.serviceName &&
    one.ipv4 === other.ipv4 &&
    one.ipv6 === other.ipv6 &&
    one.port === other.port
  );
}

/** Makes the earliest node of each loop a root. */
function cutLoops(nodes: readonly UnlinkedNode[], parents: Map<UnlinkedNode, UnlinkedNode>): void {
  const walks = new Map<UnlinkedNode, number>();
  for (const [walk, start] of nodes.entries()) {
    let node: UnlinkedNode | undefined = start;
    while (node && !walks.has(node)) {
      walks.set(node, walk);
      node = parents.get(node);
    }
    // Met again on the same walk: a loop. On an earlier one: that one has looked further already.
    if (node && walks.get(node) === walk) parents.delete(earliestOfLoop(node, parents));
  }
}

function earliestOfLoop(
  start: UnlinkedNode,
  parents: ReadonlyMap<UnlinkedNode, UnlinkedNode>,
): UnlinkedNode {
  let earliest = start;
  for (let node = parents.get(start); node && node !== start; node = parents.get(node)) {
    if (byTime(node, earliest) < 0) earliest = node;
  }
  return earliest;
}

/** Leaves what began at the same time, or nobody knows when, in the order in which it came. */
function byTime(a: SpanNode, b: SpanNode): number {
  const [one, other] = [
    a.timestamp ?? Number.POSITIVE_INFINITY,
    b.timestamp ?? Number.POSITIVE_INFINITY,
  ];
  // Infinity less Infinity is no number, hence the comparison.
  return one === other ? 0 : one - other;
}
