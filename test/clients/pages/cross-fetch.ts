import fetch from 'cross-fetch';

export async function call(): Promise<unknown> {
  const response = await fetch('/api/orders/7');
  return response.json();
}
