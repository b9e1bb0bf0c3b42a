import { type Answer, isOk, problemIn } from './api.ts';
import { byId, element } from './element.ts';
import { dayOf, deliveryInWords, type Order, type OrderLine, price, statusPill } from './order.ts';

/** Shows one order in its own card, or why it can't be shown. */
export function showOrder(id: number, answer: Answer, close: () => void): void {
  const title = element('h2', '', `Order ${id}`);
  title.id = 'order-title';
  const back = element('button', '', 'Back to all orders');
  back.setAttribute('type', 'button');
  back.addEventListener('click', close);

  const card = byId('order');
  card.hidden = false;
  if (isOk(answer)) {
    const order = answer.body as Order;
    title.append(statusPill(order.status));
    card.replaceChildren(title, ...contents(order), back);
  } else {
    card.replaceChildren(title, element('p', 'delivery bad', problemIn(answer)), back);
  }
}

export function hideOrder(): void {
  byId('order').hidden = true;
}

function contents(order: Order): HTMLElement[] {
  return [
    element('p', 'lead', `${order.customer}, placed on ${dayOf(order.placedOn)}`),
    element('ul', 'lines', ...order.lines.map(line)),
    element('p', order.delivery.because ? 'delivery bad' : 'delivery', deliveryInWords(order)),
  ];
}

function line({ name, quantity, priceCents }: OrderLine): HTMLElement {
  const total = element('span', 'number', price(quantity * priceCents));
  return element('li', '', element('span', '', `${quantity} × ${name}`), total);
}
