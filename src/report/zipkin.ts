/**
 * Zipkin's span, version 2, as it goes over the wire.
 *
 * https://zipkin.io/zipkin-api/#/default/post_spans
 */
import type { Microseconds } from '../trace/clock.ts';

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
