import { watch } from './activity.ts';
import { ask } from './api.ts';
import { deliveryInWords, type Order } from './order.ts';
import { hideOrder, showOrder } from './order-card.ts';
import { showOrders } from './order-list.ts';

/** Changes the address without loading a page, as routers do, and shows what is there. */
export function goTo(path: string): Promise<void> {
  history.pushState(null, '', path);
  return showRoute();
}

/** Fetches and shows what the address names: an order, or all of them. */
export async function showRoute(): Promise<void> {
  const id = orderInAddress();
  if (id) return showOrderPage(id);
  hideOrder();
  await showOrderList();
}

/** The order that the address names, if it names one. */
export function orderInAddress(): number | undefined {
  const id = /^\/orders\/(\d+)$/.exec(location.pathname)?.[1];
  return id ? Number(id) : undefined;
}

export async function showOrderList(): Promise<void> {
  const path = '/api/orders';
  const answer = await watch({ label: 'Order list', method: 'GET', path }, ask(path), () => {
    return 'The table shows the latest orders.';
  });
  showOrders(answer, (id) => goTo(`/orders/${id}`));
}

async function showOrderPage(id: number): Promise<void> {
  const path = `/api/orders/${id}`;
  const answer = await watch({ label: `Order ${id}`, method: 'GET', path }, ask(path), ({ body }) =>
    deliveryInWords(body as Order),
  );
  // Someone may have gone elsewhere in the meantime.
  if (orderInAddress() === id) showOrder(id, answer, () => goTo('/'));
}
