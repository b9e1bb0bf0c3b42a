/**
 * Zipkin's span, version 2, as it goes over the wire.
 *
 * https://zipkin.io/zipkin-api/#/default/post_spans
 */
import type { Microseconds } from '../trace/clock.ts';
import type { Remote, ToldSpan } from '../trace/span.ts';

/** Who a span is about: the service itself (local) or its peer (remote). */
export interface Endpoint {
  readonly serviceName?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly port?: number;
}

export interface ZipkinAnnotation {
  readonly timestamp: Microseconds;
  readonly value: string;
}

/** One side's report of a span. Ids are lower-case hex: 32 or 16 characters the trace's, 16 the span's. */
export interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  /** Absent on the root span. */
  readonly parentId?: string;
  /** Absent for work within a process. */
  readonly kind?: 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER';
  readonly name?: string;
  /** Absent while it is not known when the span began. */
  readonly timestamp?: Microseconds;
  /** Absent on a span that has not finished, or whose reporter never learnt its end. */
  readonly duration?: Microseconds;
  readonly localEndpoint?: Endpoint;
  readonly remoteEndpoint?: Endpoint;
  readonly annotations?: readonly ZipkinAnnotation[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly debug?: boolean;
  /** A server span that took its client's id for its own. */
  readonly shared?: boolean;
}

/** Zipkin refuses a batch for a kind that it doesn't know. */
const KINDS = ['CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'] as const;

/**
 * A span as Zipkin wants it. One wrong value costs a whole batch, so what the app gave is put right here: tags are
 * text, names lower-case (Zipkin would make them so, and the panel shows the page's spans beside Zipkin's), and
 * what is empty is left out.
 */
export function toZipkin(span: ToldSpan, service: string): ZipkinSpan {
  const { context, name, kind, timestamp, duration, remote, tags, annotations } = span;
  return {
    traceId: context.traceId,
    id: context.spanId,
    parentId: context.parentId,
    kind: KINDS.find((known) => known === kind),
    name: name.toLowerCase() || undefined,
    timestamp,
    duration,
    localEndpoint: { serviceName: service },
    remoteEndpoint: remote && toEndpoint(remote),
    annotations: annotations.length ? annotations : undefined,
    tags: Object.keys(tags).length ? tags : undefined,
    debug: context.sampling === 'debug' || undefined,
  };
}

function toEndpoint({ serviceName, ipv4, ipv6, port }: Remote): Endpoint {
  const isPort = port && port === (port & 0xffff);
  return {
    serviceName: text(serviceName)?.toLowerCase(),
    ipv4: text(ipv4),
    ipv6: text(ipv6),
    port: isPort ? port : undefined,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}
