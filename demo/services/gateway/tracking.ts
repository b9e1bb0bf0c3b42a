import express, { type Express } from 'express';
import type { Tracer } from 'zipkin';
import zipkinExpress from 'zipkin-instrumentation-express';
import { addressOf } from '../serve.ts';
import { tracedFetch } from '../tracing/zipkin-js.ts';
import { answer } from './answer.ts';

const B3_HEADERS = 'X-B3-TraceId, X-B3-SpanId, X-B3-ParentSpanId, X-B3-Sampled, X-B3-Flags';

/** Parcel tracking on an origin of its own, open to every page: what a back end needs for B3 and CORS. */
export function trackingApi(tracer: Tracer): Express {
  const url = addressOf('shipping');
  const shipping = tracedFetch(tracer, 'shipping');
  const api = express();

  // Before the tracing: a preflight carries no trace headers, so it would start a trace of its own.
  api.use((request, response, next) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Timing-Allow-Origin', '*');
    if (request.method !== 'OPTIONS') return next();
    response.setHeader('Access-Control-Allow-Methods', 'GET');
    response.setHeader('Access-Control-Allow-Headers', B3_HEADERS);
    response.setHeader('Access-Control-Max-Age', '600');
    response.status(204).end();
  });
  api.use(zipkinExpress.expressMiddleware({ tracer }));

  api.get('/api/tracking/:id', async (request, response) => {
    const id = encodeURIComponent(request.params.id ?? '');
    await answer(response, { service: 'shipping', answer: shipping(`${url}/deliveries/${id}`) });
  });

  return api;
}
