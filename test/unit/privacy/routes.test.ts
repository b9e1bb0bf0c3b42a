import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRoutes, routes } from '../../../src/privacy/routes.ts';
import { describePath } from '../../../src/privacy/url.ts';

beforeEach(() => {
  vi.stubGlobal('self', { origin: 'https://shop.example' });
});
afterEach(() => vi.unstubAllGlobals());

/** What a request is named that is told by its path as it is. */
const nameOf = (routeOf: ReturnType<typeof createRoutes>, path: string) => {
  const url = new URL(path, 'https://shop.example');
  return routeOf(url, describePath(url));
};

test.each([
  ['/', '/'],
  ['/orders', '/orders'],
  ['/orders/42', '/orders/{id}'],
  ['/orders/42/items/7', '/orders/{id}/items/{id}'],
  ['/orders/A-1042', '/orders/{id}'],
  ['/orders/3f2504e0-4f89-11d3-9a0c-0305e82c3301', '/orders/{id}'],
  ['/users/ann@shop.example/orders', '/users/{id}/orders'],
  ['/api/v2/orders', '/api/v2/orders'],
  ['/api/v10/orders', '/api/v10/orders'],
  ['/oauth2/token', '/oauth2/token'],
  ['/a/b/c/d/e/f/g/h/i/j/k/l', '/a/b/c/d/e/f/g/h/i/j'],
])('%s is named %s', (path, name) => {
  expect(nameOf(createRoutes(), path)).toBe(name);
});

test('where there were too many names, further ones are values; those that are known stay', () => {
  const routeOf = createRoutes();
  nameOf(routeOf, '/users/settings');
  const names = new Set(
    Array.from({ length: 1000 }, (_, i) => {
      const word = String.fromCharCode(97 + (i % 26), 97 + (Math.floor(i / 26) % 26), 97 + i / 676);
      return nameOf(routeOf, `/users/${word}/orders`);
    }),
  );
  expect(names.size).toBeLessThanOrEqual(50);
  expect(names).toContain('/users/{name}/orders');
  expect(nameOf(routeOf, '/users/settings')).toBe('/users/settings');
  expect(nameOf(routeOf, 'https://api.example/users/ann')).toBe('/users/ann');
});

test('a page that asks ever new origins keeps no end of them', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const heap = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const routeOf = createRoutes();
  const before = heap();
  for (let i = 0; i < 20_000; i++) {
    routeOf(new URL(`https://user-${i}.shop.example`), '/a/b/c/d/e/f/g/h/i/j');
  }
  expect(heap() - before).toBeLessThan(3_000_000);
  expect(nameOf(routeOf, '/orders')).toBe('/{name}');
});

test('a page that asks for ever new paths learns no end of them', () => {
  const routeOf = createRoutes();
  const word = (i: number) =>
    i.toString(36).replace(/\d/g, (digit) => 'klmnopqrst'[Number(digit)]!);
  const names = new Set<string>();
  for (let i = 0; i < 20_000; i++) {
    names.add(nameOf(routeOf, `/${word(i % 40)}-x/${word(i % 900)}-y/${word(i)}-z`));
  }
  expect(names.size).toBeLessThan(1500);
});

test.each([
  ['/users/ann', '/users/{name}'],
  ['/users/ann/orders', '/users/ann/orders'],
  ['/files/a/b.txt', '/files/{path}'],
  ['/a.b(c)', '/a.b(c)'],
  ['/aXb(c)', '/aXb(c)'],
  ['https://cdn.example/img/logo', '/{path}'],
  ['https://other.example/users/ann', '/users/ann'],
])('with routes of the app’s own, %s is named %s', (path, name) => {
  const route = routes('/users/:name', '/files/*', '/a.b(c)', 'https://cdn.example/*');
  expect(nameOf(createRoutes(route), path)).toBe(name);
});

test('a function that throws leaves the naming to us', () => {
  const routeOf = createRoutes(() => {
    throw new Error('mine');
  });
  expect(nameOf(routeOf, '/orders/1')).toBe('/orders/{id}');
});
