import { type Answer, isOk, problemIn } from './api.ts';
import { byId, element } from './element.ts';
import { dayOf, type OrderSummary, price, statusPill } from './order.ts';

/** Fills the table of orders, or says why there is nothing in it. */
export function showOrders(answer: Answer, open: (id: number) => void): void {
  const note = byId('orders-note');
  note.hidden = isOk(answer);
  if (!isOk(answer)) note.textContent = problemIn(answer);
  // The gateway passes on what `orders` made of its own table.
  const orders = isOk(answer) ? (answer.body as readonly OrderSummary[]) : [];
  byId('orders').replaceChildren(...orders.map((order) => row(order, open)));
}

function row(order: OrderSummary, open: (id: number) => void): HTMLElement {
  const link = element('a', '', `#${order.id}`);
  link.setAttribute('href', `/orders/${order.id}`);
  link.addEventListener('click', (event) => {
    // Into a new tab or window it goes as any link does.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(order.id);
  });
  return element(
    'tr',
    '',
    element('td', '', link),
    element('td', '', order.customer),
    element('td', 'date', dayOf(order.placedOn)),
    element('td', '', statusPill(order.status)),
    element('td', 'number', price(order.totalCents)),
  );
}
