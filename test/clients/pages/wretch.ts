import wretch from 'wretch';

const api = wretch('/api');

export function call(): Promise<unknown> {
  return api.url('/orders').post({ sku: 'POT-CLAY' }).json();
}
