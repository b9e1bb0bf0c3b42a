import { expect, test } from 'vitest';
import { describeUrl } from '../../../src/privacy/url.ts';

test('of a URL with secrets in every part, only host and path are told', () => {
  expect(describeUrl('https://user:pass@shop.example:8443/orders/1?token=secret#secret')).toEqual({
    origin: 'https://shop.example:8443',
    host: 'shop.example:8443',
    path: '/orders/1',
  });
});
