import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { byRoute } from '../../../src/sample/by-route.ts';
import { createIds } from '../../../src/trace/ids.ts';
import { decide } from '../../../src/trace/sampler.ts';

beforeEach(() => {
  vi.stubGlobal('location', { pathname: '/checkout/pay' });
});
afterEach(() => vi.unstubAllGlobals());

const rules = byRoute({ '/checkout/*': 1, '/users/:name': 0.5, '/health': 0 });
const request = (path: string) => ({ name: 'get', tags: { 'http.path': path } });
const LOW = '1'.padStart(32, '0');
const HIGH = '7'.repeat(32);

test.each([
  ['/checkout/cart', HIGH, { sampling: 'accept', reason: 'route /checkout/*' }],
  ['/users/ann', LOW, { sampling: 'accept', reason: 'route /users/:name' }],
  ['/users/ann', HIGH, { sampling: 'deny', reason: 'route /users/:name' }],
  ['/health', LOW, { sampling: 'deny', reason: 'route /health' }],
  ['/users/ann/orders', LOW, undefined],
  ['/', LOW, undefined],
])('a trace that begins at %s with id %s: %o', (path, id, decision) => {
  expect(rules(id, request(path))).toEqual(decision);
});

test('what is no request is looked for by the path of the page', () => {
  expect(rules(HIGH, { name: 'click button' })).toMatchObject({ sampling: 'accept' });
});

test('of 100,000 ids each route keeps its share', () => {
  const { traceId } = createIds();
  const ids = Array.from({ length: 100_000 }, traceId);
  const share = (path: string) =>
    ids.filter((id) => decide([rules], id, request(path)).sampling === 'accept').length /
    ids.length;
  expect(share('/checkout/')).toBe(1);
  expect(share('/health')).toBe(0);
  // Five standard deviations.
  expect(Math.abs(share('/users/ann') - 0.5)).toBeLessThan(0.008);
});

test.each([-1, 2, '1' as never])('a rate of %s throws', (rate) => {
  expect(() => byRoute({ '/a': rate })).toThrow(
    new RangeError(`rootspan: byRoute of /a is ${rate}; it has to be from 0 to 1`),
  );
});
