import { expect, test } from 'vitest';
import { summarize } from '../../../devtools/model/summary.ts';
import { buildTree } from '../../../devtools/model/tree.ts';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { TRACE_ID, trace } from '../../fixtures/trace.ts';

test('a trace is told by who began it, what for, and how it went', () => {
  const summary = summarize(
    buildTree(trace`
      web     get        |==========|  CLIENT http.method=GET http.path=/cart
        shop  get /cart  |  ======  |  SERVER shared error=
    `),
  );
  expect(summary).toEqual({
    traceId: TRACE_ID,
    title: 'GET /cart',
    name: 'get /cart',
    service: 'web',
    start: 0,
    duration: 10_000,
    spanCount: 2,
    errorCount: 1,
    services: ['web', 'shop'],
    incomplete: false,
  });
});

test.each<[ZipkinSpan['tags'], string]>([
  [{ 'http.method': 'GET', 'http.path': '/orders/1' }, 'GET /orders/1'],
  [{ 'http.method': 'GET', 'http.url': 'https://shop.test/orders/1?token=x' }, 'GET /orders/1'],
  [{ 'http.method': 'GET', 'http.url': 'https://shop.test' }, 'GET /'],
  [{ 'http.request.method': 'POST', 'url.full': 'http://[::1]:80/a#b' }, 'POST /a'],
  [{ 'http.method': 'GET', 'http.target': '/orders?page=2' }, 'GET /orders'],
  [{ 'http.path': '/orders/1' }, 'load'],
  [undefined, 'load'],
])('a root with %j is titled %s', (tags, title) => {
  const [root] = trace`web load |====|`;
  expect(summarize(buildTree([{ ...root!, tags }])).title).toBe(title);
});

test('what the client doesn’t say, the server may', () => {
  const tree = buildTree(trace`
    web     get        |==========|  CLIENT
      shop  get /cart  |  ======  |  SERVER http.method=get http.path=/cart
  `);
  expect(summarize(tree).title).toBe('GET /cart');
});

test('a trace of nothing has a summary all the same', () => {
  expect(summarize(buildTree([]))).toMatchObject({ title: '', name: '', service: '', duration: 0 });
});
