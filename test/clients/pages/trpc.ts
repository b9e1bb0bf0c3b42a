import { createTRPCClient, httpBatchLink } from '@trpc/client';
import type { Shop } from '../server/trpc.ts';

const shop = createTRPCClient<Shop>({ links: [httpBatchLink({ url: '/trpc' })] });

/** Two questions in one request, and one that changes something. */
export async function call(): Promise<unknown> {
  const orders = await Promise.all([shop.order.query('7'), shop.order.query('8')]);
  return [orders, await shop.place.mutate({ sku: 'POT-CLAY' })];
}
