import ky from 'ky';

const api = ky.create({ prefixUrl: '/api' });

/** The first answer is a 503, upon which ky asks again. */
export function call(): Promise<unknown> {
  return api.get('flaky', { retry: { limit: 1, delay: () => 10 } }).json();
}
