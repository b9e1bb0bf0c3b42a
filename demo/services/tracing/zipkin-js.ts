import zipkin from 'zipkin';
import CLSContext from 'zipkin-context-cls';
import wrapFetch from 'zipkin-instrumentation-fetch';
import transport from 'zipkin-transport-http';

/** A tracer as the zipkin-js README sets one up: it joins the caller's span, and shares its id. */
export function createTracer(localServiceName: string): zipkin.Tracer {
  const logger = new transport.HttpLogger({
    endpoint: `${process.env.ZIPKIN_URL}/api/v2/spans`,
    jsonEncoder: zipkin.jsonEncoder.JSON_V2,
    httpInterval: 500,
  });
  return new zipkin.Tracer({
    // The second argument makes it follow async functions.
    ctxImpl: new CLSContext('zipkin', true),
    recorder: new zipkin.BatchRecorder({ logger }),
    localServiceName,
    traceId128Bit: true,
  });
}

/** `fetch` with a client span around each call, that names the service behind it. */
export function tracedFetch(tracer: zipkin.Tracer, remoteServiceName: string): typeof fetch {
  return wrapFetch(fetch, { tracer, remoteServiceName });
}
