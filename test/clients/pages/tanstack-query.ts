import { QueryClient } from '@tanstack/query-core';

const client = new QueryClient();

/** It brings no transport of its own: this is the one of its guide. */
export function call(): Promise<unknown> {
  return client.fetchQuery({
    queryKey: ['orders', 7],
    queryFn: async ({ signal }) => (await fetch('/api/orders/7', { signal })).json(),
  });
}
