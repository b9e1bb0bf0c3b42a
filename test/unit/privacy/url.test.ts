import { expect, test } from 'vitest';
import { describePath, describeRoute, describeUrl } from '../../../src/privacy/url.ts';

test('of a URL with secrets in every part, the path is told, without those in it', () => {
  const url = new URL('https://user:pass@shop.example:8443/orders/1/ann@a.example?token=s#secret');
  expect(describePath(url)).toBe('/orders/1/{email}');
});

test.each([
  ['https://a.example/shop?t=1#/orders/ann@a.example?token=s', '/shop#/orders/{email}'],
  ['https://a.example/#!/orders', '/#!/orders'],
  ['https://a.example/#/access_token=s3cret&state=1', '/#/access_token'],
  ['https://a.example/orders#part', '/orders'],
  ['https://a.example/#access_token=s3cret/#/x', '/'],
])('as a page %s is told as %s', (url, told) => {
  expect(describeRoute(new URL(url))).toBe(told);
});

test.each([
  [
    'https://me:secret@shop.example/orders?id=1&token=secret&id=2#part',
    'https://shop.example/orders?id=&token=',
  ],
  ['https://shop.example/orders/12345678', 'https://shop.example/orders/{number}'],
  ['https://shop.example/?ann@shop.example', 'https://shop.example/?{email}='],
  ['https://shop.example/?', 'https://shop.example/'],
])('%s is told as %s', (url, told) => {
  expect(describeUrl(new URL(url))).toBe(told);
});
