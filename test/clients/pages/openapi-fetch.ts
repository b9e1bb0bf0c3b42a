import createClient from 'openapi-fetch';

/** As openapi-typescript would write it. */
interface Paths {
  '/orders/{id}': {
    get: {
      parameters: { path: { id: number } };
      responses: { 200: { content: { 'application/json': { id: string; state: string } } } };
    };
  };
}

const api = createClient<Paths>({ baseUrl: '/api' });

export async function call(): Promise<unknown> {
  const { data, response } = await api.GET('/orders/{id}', { params: { path: { id: 7 } } });
  return { data, status: response.status };
}
