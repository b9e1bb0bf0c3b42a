import type { Endpoint, ZipkinSpan } from '../../src/bridge/protocol.ts';

/** What tells the sides of a span apart: whose they are, and when it was. */
export type Face = Pick<ZipkinSpan, 'kind' | 'shared' | 'localEndpoint' | 'timestamp' | 'duration'>;

const ENDPOINT_FIELDS = ['serviceName', 'ipv4', 'ipv6', 'port'] as const;

/** Whether two pieces of one id can't be of the same side. What a piece doesn't say contradicts nothing. */
export function contradict(one: Face, other: Face): boolean {
  return (
    differ(one.kind, other.kind) ||
    isSharedClient(one, other) ||
    isSharedClient(other, one) ||
    ENDPOINT_FIELDS.some((field) =>
      differ(one.localEndpoint?.[field], other.localEndpoint?.[field]),
    ) ||
    wereTwice(one, other)
  );
}

/** On how much of their endpoints two pieces agree. */
export function agreement(one: Face, other: Face): number {
  const [mine, theirs] = [one.localEndpoint, other.localEndpoint];
  return ENDPOINT_FIELDS.filter((field) => mine?.[field] && mine[field] === theirs?.[field]).length;
}

/** Just that of a span. */
export function faceOf({ kind, shared, localEndpoint, timestamp, duration }: ZipkinSpan): Face {
  return { kind, shared, localEndpoint, timestamp, duration };
}

/** All that either says; the first where they differ. */
export function joinFaces(one: Face, other: Face): Face {
  return {
    kind: one.kind ?? other.kind,
    shared: one.shared || other.shared,
    localEndpoint: joinEndpoints(one.localEndpoint, other.localEndpoint),
    timestamp: one.timestamp ?? other.timestamp,
    duration: one.duration ?? other.duration,
  };
}

export function joinEndpoints(
  one: Endpoint | undefined,
  other: Endpoint | undefined,
): Endpoint | undefined {
  if (!one || !other) return one ?? other;
  return {
    serviceName: one.serviceName || other.serviceName,
    ipv4: one.ipv4 ?? other.ipv4,
    ipv6: one.ipv6 ?? other.ipv6,
    port: one.port ?? other.port,
  };
}

function differ<T>(one: T | undefined, other: T | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/**
 * Whether a server was called twice under one id: by a client that tried again, or by a broker that fanned
 * out. Only pieces that know what they are know when they began: late ones may bring a time of their own.
 */
function wereTwice(one: Face, other: Face): boolean {
  const areWhole = differ(one.duration, other.duration) || (one.kind && other.kind);
  return Boolean(areWhole) && differ(one.timestamp, other.timestamp);
}

/** Only servers share: they take the id of their client. */
function isSharedClient({ shared }: Face, { kind }: Face): boolean {
  return shared === true && kind === 'CLIENT';
}
