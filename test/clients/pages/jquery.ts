import $ from 'jquery';

export async function call(): Promise<unknown> {
  return await $.ajax({ url: '/api/orders', method: 'POST', data: { sku: 'POT-CLAY' } });
}
