import type { Endpoint, ZipkinSpan } from '../../src/bridge/protocol.ts';
import { normalizeSpanId, normalizeTraceId } from './ids.ts';

/**
 * The span with its ids and service names as Zipkin keeps them, so that what a page says live equals what
 * Zipkin says later. The very same object where there is nothing to change.
 */
export function normalizeSpan(span: ZipkinSpan): ZipkinSpan {
  const traceId = normalizeTraceId(span.traceId);
  const id = normalizeSpanId(span.id);
  const parentId = normalizeParentId(span.parentId, id);
  const localEndpoint = normalizeEndpoint(span.localEndpoint);
  const remoteEndpoint = normalizeEndpoint(span.remoteEndpoint);
  // Only servers share: they take the id of their client.
  const shared = span.kind === 'CLIENT' ? undefined : span.shared;
  const isNormal =
    shared === span.shared &&
    traceId === span.traceId &&
    id === span.id &&
    parentId === span.parentId &&
    localEndpoint === span.localEndpoint &&
    remoteEndpoint === span.remoteEndpoint;
  return isNormal
    ? span
    : { ...span, traceId, id, parentId, localEndpoint, remoteEndpoint, shared };
}

/** To Zipkin, zeros are no parent, and neither is the span itself. */
function normalizeParentId(parentId: string | undefined, id: string): string | undefined {
  if (!parentId) return undefined;
  const normal = normalizeSpanId(parentId);
  return normal === id || normal === '0000000000000000' ? undefined : normal;
}

function normalizeEndpoint(endpoint: Endpoint | undefined): Endpoint | undefined {
  const serviceName = endpoint?.serviceName?.toLowerCase();
  return serviceName === endpoint?.serviceName ? endpoint : { ...endpoint, serviceName };
}
