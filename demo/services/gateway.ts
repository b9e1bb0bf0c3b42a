/** The shop's front door: its page, its API, and the parcel tracking that is open to other origins. */
import express from 'express';
import { shopApi } from './gateway/api.ts';
import { shopFiles } from './gateway/files.ts';
import { trackingApi } from './gateway/tracking.ts';
import { announce, serve } from './serve.ts';
import { createTracer } from './tracing/zipkin-js.ts';

const tracer = createTracer('gateway');
const wanted = Number(process.env.PORT ?? 0);

const shop = express();
const shopPort = await serve(shop, wanted);
const trackingPort = await serve(trackingApi(tracer), wanted && shopPort + 1);

shop.use(shopFiles({ tracking: `http://localhost:${trackingPort}` }));
shop.use(shopApi(tracer));

announce(shopPort, trackingPort);
