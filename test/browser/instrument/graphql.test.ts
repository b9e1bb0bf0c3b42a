import { expect, test } from 'vitest';
import { graphql } from '../../../src/instrument/graphql.ts';
import { useThisPage } from '../../fixtures/this-page.ts';

const { requestOf } = useThisPage(graphql);

const QUERY = 'query Orders($id: ID!) { order(id: $id) { total } }';

test.each<[string, unknown, string | undefined]>([
  ['that it names', { query: QUERY, operationName: 'Named' }, 'Named'],
  ['that its query names', { query: QUERY }, 'Orders'],
  ['of a query that is kept by the server', { operationName: 'Kept', extensions: {} }, 'Kept'],
  ['of each in a batch', [{ query: QUERY }, { query: 'mutation Pay { pay }' }], 'Orders, Pay'],
  ['below a comment', { query: `# shop\n# page\n${QUERY}` }, 'Orders'],
  ['that has no name', { query: '{ orders { id } }' }, undefined],
  ['of no GraphQL', { search: QUERY }, undefined],
])('a request tells the operation %s', async (path, body, name) => {
  const url = `/__echo/${path.replaceAll(' ', '-')}`;
  await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  expect((await requestOf(url)).tags?.['graphql.operation.name']).toBe(name);
});

test('an XMLHttpRequest tells it, too; and what is no JSON is left alone', async () => {
  for (const [path, body] of [
    ['/__echo/xhr', JSON.stringify({ query: QUERY })],
    ['/__echo/broken', '{"query" broken'],
  ] as const) {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', path);
    xhr.send(body);
  }
  expect((await requestOf('/__echo/xhr')).tags?.['graphql.operation.name']).toBe('Orders');
  expect((await requestOf('/__echo/broken')).tags).not.toHaveProperty(['graphql.operation.name']);
});
