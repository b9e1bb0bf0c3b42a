/** The shop's orders and stock: a database behind it, and shipping beside it. */
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type Response } from 'express';
import pg from 'pg';
import { createDice } from './dice.ts';
import { getJson } from './get-json.ts';
import { createQueries, type Purchase } from './orders/queries.ts';
import { addressOf, announce, serve } from './serve.ts';

const shipping = addressOf('shipping');
const roll = createDice({ service: 'orders', failureRate: 0, delay: [3, 25] });
// PGlite is one process with one connection, so requests queue for it: the burst shows that.
const pool = new pg.Pool({
  connectionString: addressOf('database'),
  max: 1,
  idleTimeoutMillis: 0,
});
// Without a listener, a database that goes away would take this process with it.
pool.on('error', (error) => console.error(error.message));
const queries = createQueries(pool);
const app = express();

app.use(express.json());
app.use(async (request, _response, next) => {
  await sleep(roll(request.path).delay);
  next();
});

app.get('/orders', async (_request, response) => {
  response.json(await queries.allOrders());
});

app.get('/orders/:id', async (request, response) => {
  const id = Number(request.params.id);
  const order = Number.isSafeInteger(id) ? await queries.order(id) : undefined;
  if (!order) return notFound(response, `There is no order ${request.params.id}.`);
  const [lines, delivery] = await Promise.all([queries.lines(id), deliveryOf(id)]);
  response.json({ ...order, lines, delivery });
});

app.post('/orders', async (request, response) => {
  const purchase = purchaseIn(request.body);
  if (!purchase) return response.status(400).json({ error: 'Which product, and how many of it?' });
  const id = await queries.placeOrder(purchase);
  if (id === 'out of stock') response.status(409).json({ error: `${purchase.sku} is sold out.` });
  else response.status(201).json({ id, ...purchase });
});

app.get('/stock/:sku', async (request, response) => {
  const product = await queries.product(request.params.sku ?? '');
  if (!product) return notFound(response, `There is no product ${request.params.sku}.`);
  response.json(product);
});

/** One order after the other, with two questions for each: slow, and the trace shows why. */
app.get('/reports/deliveries', async (_request, response) => {
  const report = [];
  for (const order of await queries.ordersHandedOver()) {
    const lines = await queries.lines(order.id);
    report.push({ ...order, lines: lines.length, delivery: await deliveryOf(order.id) });
  }
  response.json(report);
});

app.get('/reports/refunds', async (_request, response) => {
  try {
    response.json(await queries.refunds());
  } catch (error) {
    response.status(500).json({ error: error instanceof Error ? error.message : String(error) });
  }
});

// Announced only when the database answers.
await pool.query('SELECT 1');
announce(await serve(app));

/** An order is worth showing without its delivery, so a carrier that fails is not an error here. */
async function deliveryOf(id: number): Promise<unknown> {
  const { status, body } = await getJson(`${shipping}/deliveries/${id}`);
  return status === 200 ? body : { state: 'unknown', because: 'The carrier does not answer.' };
}

function notFound(response: Response, error: string): void {
  response.status(404).json({ error });
}

function purchaseIn(body: unknown): Purchase | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { sku, quantity } = body as Record<string, unknown>;
  const isWhole = typeof quantity === 'number' && Number.isSafeInteger(quantity) && quantity > 0;
  return typeof sku === 'string' && isWhole ? { sku, quantity } : undefined;
}
