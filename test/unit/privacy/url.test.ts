import { expect, test } from 'vitest';
import { describePath } from '../../../src/privacy/url.ts';

test('of a URL with secrets in every part, only the path is told', () => {
  const url = new URL('https://user:pass@shop.example:8443/orders/1?token=secret#secret');
  expect(describePath(url)).toBe('/orders/1');
});
