import type { ZipkinSpan } from '../../src/bridge/protocol.ts';

/**
 * Which client and which server span are two views of one call, looked up from either.
 *
 * Tracers report servers in two shapes:
 *
 *     shared (Brave, zipkin-js)            child (OpenTelemetry, Jaeger)
 *     CLIENT  id A  parent P               CLIENT  id A  parent P
 *     SERVER  id A  parent P  shared       SERVER  id B  parent A
 *
 * A call has one server. Where several answered to one client (it tried again, or a proxy in between fanned
 * out), none is *the* other side, and they stay on their own. So do consumers of a message: they
 * may work long after its producer has finished, and a bar can't be in two places.
 */
export function pairSides(spans: readonly ZipkinSpan[]): Map<ZipkinSpan, ZipkinSpan> {
  const clients = new Map<string, ZipkinSpan>();
  for (const span of spans) {
    // Two clients of one id are an accident; the first is as good as the other.
    if (span.kind === 'CLIENT' && !clients.has(span.id)) clients.set(span.id, span);
  }

  const shared = new Map<ZipkinSpan, ZipkinSpan[]>();
  const children = new Map<ZipkinSpan, ZipkinSpan[]>();
  for (const span of new Set(spans)) {
    if (span.kind !== 'SERVER') continue;
    const sameId = clients.get(span.id);
    const parent = span.parentId === undefined ? undefined : clients.get(span.parentId);
    if (sameId) add(shared, sameId, span);
    else if (parent) add(children, parent, span);
  }

  const partners = new Map<ZipkinSpan, ZipkinSpan>();
  for (const client of clients.values()) {
    const servers = shared.get(client) ?? children.get(client) ?? [];
    const [server] = servers;
    if (!server || servers.length > 1) continue;
    partners.set(client, server);
    partners.set(server, client);
  }
  return partners;
}

function add(servers: Map<ZipkinSpan, ZipkinSpan[]>, client: ZipkinSpan, server: ZipkinSpan): void {
  const known = servers.get(client);
  if (known) known.push(server);
  else servers.set(client, [server]);
}
