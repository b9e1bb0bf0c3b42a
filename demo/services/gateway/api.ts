import express, { type Express, type Response } from 'express';
import type { Tracer } from 'zipkin';
import zipkinExpress from 'zipkin-instrumentation-express';
import { addressOf } from '../serve.ts';
import { tracedFetch } from '../tracing/zipkin-js.ts';
import { answer, type Upstream } from './answer.ts';

/** What the shop's page may ask. Only what shows or takes a customer's order needs a permission. */
export function shopApi(tracer: Tracer): Express {
  const orders = upstream('orders');
  const auth = upstream('auth');
  const api = express();

  api.use(zipkinExpress.expressMiddleware({ tracer }));
  api.use(express.json());

  api.get('/api/orders', async (_request, response) => {
    await answer(response, orders.get('/orders'));
  });

  api.get('/api/orders/:id', async (request, response) => {
    const path = `/orders/${encodeURIComponent(request.params.id ?? '')}`;
    if (await isAllowed(path, response)) await answer(response, orders.get(path));
  });

  api.get('/api/stock/:sku', async (request, response) => {
    const sku = encodeURIComponent(request.params.sku ?? '');
    await answer(response, orders.get(`/stock/${sku}`));
  });

  api.post('/api/checkout', async (request, response) => {
    if (!(await isAllowed('/checkout/basket', response))) return;
    await answer(response, orders.post('/orders', request.body));
  });

  api.get('/api/slow', async (_request, response) => {
    await answer(response, orders.get('/reports/deliveries'));
  });

  api.get('/api/fail', async (_request, response) => {
    await answer(response, orders.get('/reports/refunds'));
  });

  return api;

  /** Asks auth, and has answered already when that was a no. */
  async function isAllowed(path: string, response: Response): Promise<boolean> {
    const permission = auth.get(`/permissions${path}`);
    const allowed = await permission.answer.then(
      ({ ok }) => ok,
      () => false,
    );
    if (!allowed) await answer(response, permission);
    return allowed;
  }

  function upstream(service: string) {
    const url = addressOf(service);
    const ask = tracedFetch(tracer, service);
    return {
      get: (path: string): Upstream => ({ service, answer: ask(url + path) }),
      post: (path: string, body: unknown): Upstream => ({
        service,
        answer: ask(url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body ?? null),
        }),
      }),
    };
  }
}
