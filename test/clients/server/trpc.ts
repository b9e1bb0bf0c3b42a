import { initTRPC } from '@trpc/server';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import type { Answer } from './answers.ts';

const { router: createRouter, procedure } = initTRPC.create();

const router = createRouter({
  order: procedure.input(String).query(({ input: id }) => ({ id, state: 'packed' })),
  place: procedure.input(readOrder).mutation(({ input: { sku } }) => ({ id: '9', sku })),
});

/** What its clients import as a type. */
export type Shop = typeof router;

export const answerTrpc: Answer = (request, response, body) => {
  const path = (request.url ?? '').replace(/^\/trpc\/|\?.*/g, '');
  // It takes a body that was already read from here.
  const req = Object.assign(request, { body: body.toString() });
  return nodeHTTPRequestHandler({ router, path, req, res: response });
};

function readOrder(value: unknown): { sku: string } {
  if (typeof value === 'object' && value && 'sku' in value) return { sku: String(value.sku) };
  throw new TypeError('an order names its sku');
}
