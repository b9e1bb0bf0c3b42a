/** Who may do what: asked by the gateway before it hands out an order. One answer in five is a 500. */
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import zipkinExpress from 'zipkin-instrumentation-express';
import { createDice } from './dice.ts';
import { announce, serve } from './serve.ts';
import { createTracer } from './tracing/zipkin-js.ts';

const roll = createDice({ service: 'auth', failureRate: 0.2, delay: [15, 90] });
const app = express();

app.use(zipkinExpress.expressMiddleware({ tracer: createTracer('auth') }));

app.get('/permissions/:area/:id', async (request, response) => {
  const { fails, delay } = roll(request.path);
  await sleep(delay);
  if (fails) response.status(500).json({ error: 'The session store lost its connection.' });
  else response.json({ user: 'mara', allowed: true });
});

announce(await serve(app));
