import { describe, expect, test } from 'vitest';
import { mergeSpans } from '../../../devtools/model/merge.ts';
import { buildTree } from '../../../devtools/model/tree.ts';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import {
  childServer,
  nodesOf,
  outline,
  sharedServer,
  TRACE_ID,
  trace,
} from '../../fixtures/trace.ts';

test('spans find their parents, whatever order they come in', () => {
  const spans = trace`
    web       get /cart   |====================|
      shop    get /cart   |   =============    |
        stock reserve     |    ====            |
        stock price       |         ===        |
  `;
  const tree = outline(buildTree(spans));
  expect(tree).toBe('web get /cart\n  shop get /cart\n    stock reserve\n    stock price');
  expect(outline(buildTree(spans.toReversed()))).toBe(tree);
});

const [CLIENT, SERVER, WORK] = drawCall();

test.each([
  ['shares its client’s id', sharedServer(CLIENT, SERVER)],
  ['has an id of its own', childServer(CLIENT, SERVER)],
])('a call is one node when the server %s', (_shape, server) => {
  const tree = buildTree([CLIENT, server, { ...WORK, parentId: server.id }]);

  expect(outline(tree)).toBe('shop get /cart/:id\n  shop select');
  expect(tree.roots[0]).toMatchObject({
    key: CLIENT.id,
    spans: [CLIENT, server],
    client: CLIENT,
    server,
    service: 'shop',
    caller: 'web',
    timestamp: 0,
    duration: 10_000,
    orphan: false,
  });
  expect(tree).toMatchObject({ traceId: TRACE_ID, spanCount: 3, nodeCount: 2 });
});

test('children find a call by the id of either side', () => {
  const server = childServer(CLIENT, SERVER);
  const below = [CLIENT.id, server.id].map((parentId, n) => ({ ...WORK, id: `${n}`, parentId }));
  expect(outline(buildTree([CLIENT, server, ...below]))).toBe(
    'shop get /cart/:id\n  shop select\n  shop select',
  );
});

test('the demo’s trace has one row for each call, whichever library reported it', () => {
  const spans = trace`
    shop-web                 get                  |==============================|  CLIENT
      gateway                get /api/orders/:id  | ============================ |  SERVER shared
        gateway              get                  |  =====                       |  CLIENT
          auth               get /auth            |   ===                        |  SERVER shared
        gateway              get                  |       ===================    |  CLIENT
          orders             GET /orders/:id      |        =================     |  SERVER
            orders           middleware           |        =                     |
            orders           pg.query:SELECT      |         ====                 |  CLIENT
            orders           GET                  |             ==========       |  CLIENT
              shipping       GET /shipping/:id    |              ========        |  SERVER error=503
  `;
  const tree = buildTree(mergeSpans(spans));
  expect(outline(tree)).toBe(
    [
      'gateway get /api/orders/:id',
      '  auth get /auth',
      '  orders GET /orders/:id',
      '    orders middleware',
      '    orders pg.query:SELECT',
      '    shipping GET /shipping/:id',
    ].join('\n'),
  );
  expect(nodesOf(tree).map(({ caller }) => caller)).toEqual([
    'shop-web',
    'gateway',
    'gateway',
    undefined,
    undefined,
    'orders',
  ]);
  expect(tree.services).toEqual(['shop-web', 'gateway', 'auth', 'orders', 'shipping']);
  expect(tree).toMatchObject({ spanCount: 10, nodeCount: 6, errorCount: 1, incomplete: false });
});

test('servers that answered to the same client stay apart, below it', () => {
  const [client, first, second, work] = trace`
    web      get       |==========|  CLIENT
      shop   get /one  | ===      |  SERVER
      shop2  get /two  |     ===  |  SERVER
        shop2 select   |      =   |
  `;
  const expected = 'web get\n  shop get /one\n  shop2 get /two\n    shop2 select';
  const children = [first, second].map((server) => childServer(client!, server!));
  expect(outline(buildTree([client!, ...children, work!]))).toBe(expected);

  const shared = [first, second].map((server) => sharedServer(client!, server!));
  const tree = buildTree([client!, ...shared, { ...work!, parentId: client!.id }]);
  expect(outline(tree)).toBe(expected);
  expect(new Set(nodesOf(tree).map(({ key }) => key)).size).toBe(4);
});

test('a consumer stays below its producer, since it may work long after', () => {
  const tree = buildTree(trace`
    shop    publish  |==        |  PRODUCER
      mail  consume  |      === |  CONSUMER
  `);
  expect(outline(tree)).toBe('shop publish\n  mail consume');
});

test('a call goes on under the same key when its server reports later', () => {
  const [alone] = buildTree([CLIENT]).roots;
  const [pair] = buildTree([CLIENT, childServer(CLIENT, SERVER)]).roots;
  expect(alone?.key).toBe(pair?.key);
});

test('a span whose parent is missing starts a tree of its own, after those that begin one', () => {
  const [, server, , page] = trace`
    web    get /cart  |==========|
      shop get /cart  |  ======  |
        x  y          |          |
    web    load       |    ======|
  `;
  const { roots } = buildTree([server!, page!]);
  expect(roots.map(({ name, orphan }) => ({ name, orphan }))).toEqual([
    { name: 'load', orphan: false },
    { name: 'get /cart', orphan: true },
  ]);
});

test('a server without its client names who called', () => {
  const server = { ...childServer(CLIENT, SERVER), remoteEndpoint: { serviceName: 'web' } };
  expect(buildTree([server]).roots[0]).toMatchObject({
    service: 'shop',
    caller: 'web',
    orphan: true,
    timestamp: 2_000,
  });
});

test('a client without its server names who was called', () => {
  const query: ZipkinSpan = { ...CLIENT, remoteEndpoint: { serviceName: 'postgresql' } };
  expect(buildTree([query]).roots[0]).toMatchObject({
    service: 'web',
    caller: undefined,
    remote: 'postgresql',
  });
});

test.each([
  ['get', 'GET /orders/:id', 'GET /orders/:id'],
  ['GET /orders/1', 'get', 'GET /orders/1'],
  ['GET', 'get', 'get'],
  ['checkout', undefined, 'checkout'],
  [undefined, undefined, ''],
])('a call that is %s to the client and %s to the server is named %s', (client, server, name) => {
  const spans = [
    { ...CLIENT, name: client },
    { ...childServer(CLIENT, SERVER), name: server },
  ];
  expect(buildTree(spans).roots[0]?.name).toBe(name);
});

test.each([
  ['boom', undefined, 'boom'],
  [undefined, 'boom', 'boom'],
  ['500', 'no such order', 'no such order'],
  ['500', '', '500'],
  [undefined, '', ''],
  [undefined, undefined, undefined],
])('an error of %j at the client and %j at the server is %j', (client, server, error) => {
  const failing = (span: ZipkinSpan, text: string | undefined) =>
    text === undefined ? span : { ...span, tags: { error: text } };
  const tree = buildTree([failing(CLIENT, client), failing(childServer(CLIENT, SERVER), server)]);
  expect(tree.roots[0]?.error).toBe(error);
  expect(tree.errorCount).toBe(error === undefined ? 0 : 1);
});

test('a trace lasts until its last span ends, whoever that is', () => {
  const { start, end } = buildTree(trace`
    web     load   |  ====        |
      shop  later  |    ========= |
  `);
  expect({ start, end }).toEqual({ start: 2_000, end: 13_000 });
});

test('children are in the order of time, and last those without a time', () => {
  const [root, first, second, third] = trace`
    web     load    |========|
      web   a       |   =    |
      web   b       |   ==   |
      web   c       | =      |
  `;
  const tree = buildTree([root!, { ...first!, timestamp: undefined }, second!, third!]);
  expect(outline(tree)).toBe('web load\n  web c\n  web b\n  web a');
});

test('a trace is incomplete while some span has no end', () => {
  expect(buildTree(trace`web load |....|`)).toMatchObject({ incomplete: true, start: 0, end: 0 });
});

test('no spans are an empty trace', () => {
  expect(buildTree([])).toEqual({
    traceId: '',
    roots: [],
    start: 0,
    end: 0,
    spanCount: 0,
    nodeCount: 0,
    errorCount: 0,
    services: [],
    incomplete: false,
  });
});

describe('whatever spans claim', () => {
  test('a loop of parents is cut before its earliest span', () => {
    const [root, a, b] = trace`
      web       root  |======|
        web     a     |  === |
          web   b     | ==== |
    `;
    const tree = buildTree([root!, { ...a!, parentId: b!.id }, b!]);
    expect(outline(tree)).toBe('web root\nweb b\n  web a');
  });

  test('a client and a server that are each other’s parents are one root', () => {
    const server = childServer(CLIENT, SERVER);
    expect(outline(buildTree([{ ...CLIENT, parentId: server.id }, server]))).toBe(
      'shop get /cart/:id',
    );
  });

  test('a span that is its own parent is a root', () => {
    const { roots } = buildTree([{ ...CLIENT, parentId: CLIENT.id }]);
    expect(roots).toMatchObject([{ orphan: false, children: [] }]);
  });

  test('two processes of one id are both there, and their children with the right one', () => {
    const [one, , child] = trace`
      shop      a       |======|
        nobody  b       |      |
        stock   select  | ==== |
    `;
    const other = { ...one!, name: 'b', localEndpoint: { serviceName: 'stock' } };
    expect(outline(buildTree([one!, other, child!]))).toBe('shop a\nstock b\n  stock select');
  });

  test('a trace may be deeper than the stack', () => {
    const spans = Array.from({ length: 20_000 }, (_, depth): ZipkinSpan => {
      const id = (n: number) => n.toString(16).padStart(16, '0');
      return { traceId: TRACE_ID, id: id(depth + 1), parentId: depth ? id(depth) : undefined };
    });
    expect(nodesOf(buildTree(spans))).toHaveLength(20_000);
  });
});

function drawCall(): [client: ZipkinSpan, server: ZipkinSpan, work: ZipkinSpan] {
  const [client, server, work] = trace`
    web      get            |==========|  CLIENT
      shop   get /cart/:id  |  ======  |  SERVER
        shop select         |   ==     |
  `;
  return [client!, server!, work!];
}
