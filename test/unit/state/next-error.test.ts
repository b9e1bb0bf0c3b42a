import { expect, test } from 'vitest';
import { buildTree } from '../../../devtools/model/tree.ts';
import { nextError } from '../../../devtools/state/next-error.ts';
import { trace } from '../../fixtures/trace.ts';

const tree = buildTree(trace`
  web        load       |==========|
    shop     get /cart  | ======== |
      stock  price      | ==       |  error=
      stock  reserve    |    ==    |
    shop     get /user  |      === |  error=denied
`);

const keys = tree.roots[0]?.children.map(({ key }) => key) ?? [];

test('errors are gone through in the order of the rows, and around', () => {
  const first = nextError(tree, undefined, 1);
  const second = nextError(tree, first?.node.key, 1);
  const third = nextError(tree, second?.node.key, 1);
  expect([first, second, third].map((found) => found?.node.name)).toEqual([
    'price',
    'get /user',
    'price',
  ]);
});

test('backwards as well', () => {
  expect(nextError(tree, undefined, -1)?.node.name).toBe('get /user');
  expect(nextError(tree, keys[1], -1)?.node.name).toBe('price');
});

test('what hides an error is told with it', () => {
  expect(nextError(tree, undefined, 1)?.above.map(({ name }) => name)).toEqual([
    'get /cart',
    'load',
  ]);
});

test('a trace without errors has no next one', () => {
  expect(nextError(buildTree(trace`web load |===|`), undefined, 1)).toBeUndefined();
});
