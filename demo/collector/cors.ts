/**
 * Which pages may talk to the collector: all of them, as with Zipkin.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin-server/src/main/java/zipkin2/server/internal/ZipkinHttpConfiguration.java
 */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/**
 * The first two are Zipkin's. The others are ours: without them a page of another origin can neither compress its report
 * nor say, as B3 wants it, that the report is not to be traced.
 */
const ALLOWED_HEADERS = 'content-type,x-grpc-web,b3,traceparent,content-encoding';
/** Zipkin's mean something only to its gRPC clients; the last is ours. */
const EXPOSED_HEADERS = 'grpc-status,grpc-message,armeria.grpc.throwableproto-bin,accept-encoding';
/** Seconds until a browser asks again: the most that Chrome allows. Zipkin says 0, so that every report is two requests. */
const MAX_AGE = '7200';

/** The headers that let a page read the answer; none for requests that come from no page. */
export function corsHeaders({ origin }: IncomingHttpHeaders): OutgoingHttpHeaders {
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': allowedOrigin(origin),
    'access-control-allow-headers': ALLOWED_HEADERS,
    'access-control-expose-headers': EXPOSED_HEADERS,
  };
}

/** A browser asks, before a request that it may not make unasked. */
export function isPreflight(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

export function preflightHeaders({ origin = '*' }: IncomingHttpHeaders): OutgoingHttpHeaders {
  return {
    'access-control-allow-origin': allowedOrigin(origin),
    'access-control-allow-methods': 'GET,POST',
    'access-control-allow-headers': ALLOWED_HEADERS,
    'access-control-max-age': MAX_AGE,
  };
}

/** Files and sandboxed frames have the origin `null`, which is given back by name. */
function allowedOrigin(origin: string): string {
  return origin === 'null' ? 'null' : '*';
}
