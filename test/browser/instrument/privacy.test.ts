import { expect, test } from 'vitest';
import { redact, routes, urls } from '../../../src/index.ts';
import { ELSEWHERE, usePages } from '../../fixtures/pages.ts';

const { trace } = usePages();

test('a request is named by its route, and told by a path without secrets', async () => {
  const { page, spanOf } = trace();
  await page.fetch('/__echo/users/ann@shop.example/orders/1042?token=secret');
  const { name, tags } = await spanOf('/__echo/users/{email}/orders/1042');
  expect(name).toBe('get /__echo/users/{id}/orders/{id}');
  expect(tags).not.toHaveProperty(['http.url']);
});

test('routes of the app’s own name requests', async () => {
  const { page, spanOf } = trace({ route: routes('/__echo/:what/list') });
  await page.fetch('/__echo/orders/list');
  expect((await spanOf('/__echo/orders/list')).name).toBe('get /__echo/{what}/list');
});

test('a URL is told on request: the keys of its query, and none of the values', async () => {
  const { page, spanOf } = trace({ instruments: [urls()] });
  await page.fetch('/__echo/1234567?token=secret&page=2#part');
  expect((await spanOf('/__echo/{number}')).tags).toMatchObject({
    'http.url': `${location.origin}/__echo/{number}?token=&page=`,
  });
});

test('the app has the last word on what is told, and where it throws nothing is', async () => {
  const { page, rootspan, spans } = trace({
    instruments: [
      redact((value, key) => {
        if (key === 'bad') throw new Error('mine');
        return key === 'user.name' ? undefined : value.replace('Ann', 'X');
      }),
    ],
  });
  rootspan
    .startSpan('greet Ann', { tags: { 'user.name': 'Lee', bad: 'secret', greeting: 'Hi Ann' } })
    .annotate('Ann waves')
    .setRemote({ serviceName: 'Ann’s', port: 80 })
    .finish();
  await expect.poll(() => spans.length).toBe(1);
  expect(spans[0]).toMatchObject({
    name: 'greet x',
    tags: { greeting: 'Hi X' },
    annotations: [{ value: 'X waves' }],
    remoteEndpoint: { serviceName: 'x’s', port: 80 },
  });
  expect(Object.keys(spans[0]?.tags ?? {})).toEqual(['greeting']);
  expect((await page.fetch('/__echo')).status).toBe(200);
});

test('a host can be kept to oneself, too', async () => {
  const instruments = [redact((value, key) => (key === 'remote' ? undefined : value))];
  const { page, spanOf } = trace({ instruments });
  await page.fetch(`${ELSEWHERE}/__echo?cors`);
  expect((await spanOf('/__echo')).remoteEndpoint?.serviceName).toBeUndefined();
});

test('what is no function can’t redact', () => {
  // Of the wrong type, as in JavaScript.
  expect(() => redact('x' as never)).toThrow(
    new TypeError('rootspan: redact is x; it has to be a function'),
  );
});

test('what is thrown in a piece of work is told without secrets, and thrown as it is', async () => {
  const { rootspan, spans } = trace();
  const problem = new Error('no user ann@shop.example');
  await expect(
    rootspan.trace('work', () => {
      throw problem;
    }),
  ).rejects.toBe(problem);
  await expect.poll(() => spans[0]?.tags?.error).toBe('no user {email}');
});
