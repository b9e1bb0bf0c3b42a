import superagent from 'superagent';

const api = superagent.agent().accept('json');

export async function call(): Promise<unknown> {
  const { status, body } = await api.post('/api/orders').send({ sku: 'POT-CLAY' });
  return { status, body };
}
