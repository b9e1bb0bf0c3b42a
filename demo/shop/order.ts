import { element } from './element.ts';

/** A line of the list of orders. */
export interface OrderSummary {
  readonly id: number;
  readonly customer: string;
  readonly status: string;
  /** As `2026-03-05`. */
  readonly placedOn: string;
  readonly totalCents: number;
}

/** One order with all that is known about it. */
export interface Order extends Omit<OrderSummary, 'totalCents'> {
  readonly lines: readonly OrderLine[];
  readonly delivery: { readonly state: string; readonly days?: number; readonly because?: string };
}

export interface OrderLine {
  readonly name: string;
  readonly quantity: number;
  readonly priceCents: number;
}

const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });
// A date without a time is midnight in UTC, which is the day before in half of the world.
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

export function price(cents: number): string {
  return money.format(cents / 100);
}

export function dayOf(date: string): string {
  return day.format(new Date(date));
}

/** Where an order's parcel is, as a sentence. */
export function deliveryInWords({ status, delivery }: Order): string {
  const { state, days, because } = delivery;
  if (status === 'delivered') return 'The parcel has arrived.';
  if (because) return `Where the parcel is, nobody knows. ${because}`;
  return `The parcel is ${state}; ${days} ${days === 1 ? 'day' : 'days'} to go.`;
}

export function statusPill(status: string): HTMLElement {
  return element('span', `pill ${status}`, status);
}
