import { watch } from './activity.ts';
import { type Answer, ask, askByXhr, isOk } from './api.ts';
import { byId, element } from './element.ts';
import { deliveryInWords, type Order } from './order.ts';
import { goTo, orderInAddress, showOrderList } from './route.ts';

/** A button, and what it does to show something of a trace. */
interface Action {
  readonly label: string;
  /** What happens, in a few words. */
  readonly what: string;
  run(): Promise<unknown>;
}

const ACTIONS: readonly Action[] = [
  {
    label: 'Order status',
    what: 'fetch, through all services',
    run: () => orderStatus('Order status', 1042),
  },
  { label: 'Stock', what: 'XMLHttpRequest', run: stock },
  {
    label: 'Parallel burst',
    what: 'six fetches at once',
    run: () =>
      Promise.all(
        [1040, 1041, 1042, 1043, 1044, 1045].map((id) => orderStatus('Parallel burst', id)),
      ),
  },
  { label: 'Slow', what: 'one call after the other', run: slow },
  { label: 'Failing', what: 'a query that cannot work', run: failing },
  { label: 'Route change', what: 'pushState, then fetch', run: routeChange },
  { label: 'Cross-origin', what: 'fetch with CORS', run: crossOrigin },
  { label: 'Checkout', what: 'POST with a JSON body', run: checkout },
];

/** Puts a button on the page for each thing that there is to try. */
export function showActions(): void {
  byId('actions').append(...ACTIONS.map(button));
}

function button({ label, what, run }: Action): HTMLElement {
  const made = element('button', '', element('b', '', label), element('span', 'what', what));
  made.setAttribute('type', 'button');
  // What its interactions are named after.
  made.id = label.toLowerCase().replace(/\W+/g, '-');
  made.addEventListener('click', () => run());
  return made;
}

function orderStatus(label: string, id: number): Promise<Answer> {
  const path = `/api/orders/${id}`;
  return watch({ label, method: 'GET', path }, ask(path), ({ body }) => {
    const order = body as Order;
    return `Order ${id} of ${order.customer} is ${order.status}. ${deliveryInWords(order)}`;
  });
}

function stock(): Promise<Answer> {
  const path = '/api/stock/POT-CLAY';
  return watch({ label: 'Stock', method: 'GET', path }, askByXhr(path), ({ body }) => {
    const { name, stock } = body as { name: string; stock: number };
    return `${name}: ${stock} in stock.`;
  });
}

function slow(): Promise<Answer> {
  const path = '/api/slow';
  return watch({ label: 'Slow', method: 'GET', path }, ask(path), ({ body }) => {
    const report = body as readonly Order[];
    const known = report.filter(({ delivery }) => !delivery.because).length;
    return `${report.length} deliveries looked up, one after the other; ${known} of them found.`;
  });
}

function failing(): Promise<Answer> {
  const path = '/api/fail';
  return watch({ label: 'Failing', method: 'GET', path }, ask(path), () => 'It worked after all.');
}

/** To an order's page, and back when pressed again, as a router in a single-page app does it. */
async function routeChange(): Promise<void> {
  if (orderInAddress()) history.back();
  else await goTo('/orders/1042');
}

function crossOrigin(): Promise<Answer> {
  const url = `${document.body.dataset.tracking}/api/tracking/1043`;
  return watch({ label: 'Cross-origin', method: 'GET', path: url }, ask(url), ({ body }) => {
    const { parcel, state } = body as { parcel: string; state: string };
    return `Parcel ${parcel} is ${state}.`;
  });
}

async function checkout(): Promise<void> {
  const path = '/api/checkout';
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sku: 'TEA-OOLONG', quantity: 1 }),
  };
  const answer = watch({ label: 'Checkout', method: 'POST', path }, ask(path, init), ({ body }) => {
    const { id, quantity, sku } = body as { id: number; quantity: number; sku: string };
    return `Order ${id} is placed: ${quantity} × ${sku}.`;
  });
  if (isOk(await answer)) await showOrderList();
}
