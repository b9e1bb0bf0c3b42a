import { ofetch } from 'ofetch';

const api = ofetch.create({ baseURL: '/api' });

export function call(): Promise<unknown> {
  return api('/orders', { method: 'POST', body: { sku: 'POT-CLAY' }, query: { gift: true } });
}
