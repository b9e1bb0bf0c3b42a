import axios from 'axios';

const api = axios.create({ baseURL: '/api' });

export async function call(): Promise<unknown> {
  const { status, data } = await api.get('/orders/7');
  return { status, data };
}
