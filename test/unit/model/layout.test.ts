import { expect, test } from 'vitest';
import { layoutRows } from '../../../devtools/model/layout.ts';
import { buildTree } from '../../../devtools/model/tree.ts';
import { trace } from '../../fixtures/trace.ts';

const CART = buildTree(trace`
  web      load       |==========|
    web    get        | =======  |  CLIENT
      shop get /cart  |  ====    |  SERVER shared
        shop select   |   ==     |
    web    paint      |         =|
`);
const ALL = { start: 0, end: 10_000 };
const open = () => false;

test('rows lie where their spans do in the visible time', () => {
  expect(layoutRows(CART, ALL, open)).toMatchObject([
    { depth: 0, left: 0, width: 1, server: undefined },
    { depth: 1, left: 0.1, width: 0.7, server: { left: 0.2, width: 0.4 } },
    { depth: 2, left: 0.3, width: 0.2 },
    { depth: 1, left: 0.9, width: 0.1 },
  ]);
});

test('a bar that began before the visible time begins left of it', () => {
  const [root] = layoutRows(CART, { start: 5_000, end: 10_000 }, open);
  expect(root).toMatchObject({ left: -1, width: 2 });
});

test('a collapsed row hides what is below it, and nothing else', () => {
  const rows = layoutRows(CART, ALL, (node) => node.name === 'get /cart');
  expect(rows.map(({ node, expandable, expanded }) => [node.name, expandable, expanded])).toEqual([
    ['load', true, true],
    ['get /cart', true, false],
    ['paint', false, false],
  ]);
});

test('a row knows its place among its siblings', () => {
  const places = layoutRows(CART, ALL, open).map(({ position, setSize }) => [position, setSize]);
  expect(places).toEqual([
    [1, 1],
    [1, 2],
    [1, 1],
    [2, 2],
  ]);
});

test('a span without a time has no place in time', () => {
  const [span] = trace`web load |==|`;
  const tree = buildTree([{ ...span!, timestamp: undefined }]);
  expect(layoutRows(tree, ALL, open)).toMatchObject([{ left: 0, width: 0 }]);
});

test('a visible time of no length is drawn all the same', () => {
  const rows = layoutRows(CART, { start: 0, end: 0 }, open);
  expect(rows.every(({ left, width }) => Number.isFinite(left + width))).toBe(true);
});

test('a trace may be deeper than the stack', () => {
  const spans = Array.from({ length: 20_000 }, (_, n) => ({
    traceId: '1',
    id: `${n}`,
    parentId: n ? `${n - 1}` : undefined,
  }));
  expect(layoutRows(buildTree(spans), ALL, open).at(-1)?.depth).toBe(19_999);
});
