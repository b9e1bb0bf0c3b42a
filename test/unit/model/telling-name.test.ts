import { expect, test } from 'vitest';
import { tellingName } from '../../../devtools/model/telling-name.ts';

test.each([
  // What a server calls it comes first.
  ['get /orders/:id', 'get /orders/{id}', 'get /orders/:id'],
  ['get', 'get /orders/{id}', 'get /orders/{id}'],
  ['', 'get /orders/{id}', 'get /orders/{id}'],
  // A server that answers 304, or 404, has no route to name.
  ['get redirected', 'get /api/orders', 'get /api/orders'],
  ['POST not_found', 'post /api/orders', 'post /api/orders'],
  ['get redirected', 'get', 'get redirected'],
  ['get', '', 'get'],
])('of "%s" and "%s" it is "%s"', (first, other, name) => {
  expect(tellingName(first, other)).toBe(name);
});
