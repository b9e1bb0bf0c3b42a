import { expect, test } from 'vitest';
import { fileName, requestLine } from '../../../devtools/model/request-line.ts';

const span = (tags: Record<string, string>) => [{ traceId: '1', id: '1', tags }];

test.each([
  [{ 'http.method': 'get', 'http.path': '/orders/1' }, 'GET /orders/1'],
  [{ 'http.request.method': 'POST', 'url.full': 'https://shop.example/a?b#c' }, 'POST /a'],
  [{ 'http.method': 'GET', 'http.url': 'https://shop.example' }, 'GET /'],
  [{ 'http.path': '/orders' }, undefined],
])('of %j the request line is %s', (tags, line) => {
  expect(requestLine(span(tags))).toBe(line);
});

test.each([
  [{ 'http.path': '/assets/shop.js' }, 'shop.js'],
  [{ 'http.url': 'https://cdn.example/a/b.css?v=1' }, 'b.css'],
  [{ 'http.path': '/' }, undefined],
  [{ 'http.path': '/orders', 'http.method': 'GET' }, undefined],
  [{}, undefined],
])('of %j the file is %s', (tags, file) => {
  expect(fileName(span(tags))).toBe(file);
});
