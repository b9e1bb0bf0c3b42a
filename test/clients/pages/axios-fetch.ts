import axios from 'axios';

const api = axios.create({ baseURL: '/api', adapter: 'fetch' });

export async function call(): Promise<unknown> {
  const { status, data } = await api.post('/orders', { sku: 'POT-CLAY' });
  return { status, data };
}
