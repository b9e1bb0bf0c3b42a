import { describe, expect, test } from 'vitest';
import { free, jaeger, preflights, serverTimings, w3c, xray } from '../../../src/index.ts';
import {
  ELSEWHERE,
  newKey,
  type Page,
  seen,
  traceHeadersOf,
  usePages,
} from '../../fixtures/pages.ts';

const { trace } = usePages();

const TRACE_ID = '463ac35c9f6413ad48485a3953bb6124';
const SPAN_ID = 'a2fb4a1d1a96d312';

/** What arrives of a request: its methods, preflight included, and the trace headers of the last one. */
async function arrives(page: Page, url: string, init?: RequestInit) {
  const key = newKey();
  await (await page.fetch(`${url}?cors&key=${key}`, init)).text();
  const requests = await seen(key);
  return {
    methods: requests.map(({ method }) => method),
    headers: traceHeadersOf(requests.at(-1)!),
  };
}

describe('each place gets the formats that are named for it', () => {
  test('the first place that matches counts, by origin and path', async () => {
    const { page, spanOf } = trace({
      propagateTo: [
        { match: `${ELSEWHERE}/__echo/old`, formats: ['b3'] },
        { match: /:\/\/elsewhere\.localhost(:\d+)?/, formats: [w3c(), jaeger(), xray()] },
      ],
    });
    const { headers: old } = await arrives(page, `${ELSEWHERE}/__echo/old`);
    const { traceId, id } = await spanOf('/__echo/old');
    expect(old).toEqual({ b3: `${traceId}-${id}-1` });

    const { headers } = await arrives(page, `${ELSEWHERE}/__echo/new`);
    const span = await spanOf('/__echo/new');
    const root = `1-${span.traceId.slice(0, 8)}-${span.traceId.slice(8)}`;
    expect(headers).toEqual({
      traceparent: `00-${span.traceId}-${span.id}-01`,
      'uber-trace-id': `${span.traceId}:${span.id}:0:1`,
      'x-amzn-trace-id': `Root=${root};Parent=${span.id};Sampled=1`,
    });

    const { headers: own } = await arrives(page, '/__echo/own');
    expect(Object.keys(own).every((name) => name.startsWith('x-b3-'))).toBe(true);
  });

  test('by a function, whose error is nobody’s but ours', async () => {
    const { page } = trace({
      propagateTo: [
        () => {
          throw new Error('mine');
        },
        ({ pathname }) => pathname === '/__echo/yes',
      ],
    });
    expect((await arrives(page, `${ELSEWHERE}/__echo/yes`)).methods).toEqual(['OPTIONS', 'GET']);
    expect((await arrives(page, `${ELSEWHERE}/__echo/no`)).methods).toEqual(['GET']);
  });

  test('a header that the app set is adopted in any format that is named for some place', async () => {
    const { page, spanOf } = trace({ propagateTo: [{ match: ELSEWHERE, formats: [w3c()] }] });
    const headers = {
      traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
      tracestate: 'vendor=value',
    };
    expect((await arrives(page, '/__echo/mine', { headers })).headers).toEqual(headers);
    expect(await spanOf('/__echo/mine')).toMatchObject({ traceId: TRACE_ID, id: SPAN_ID });
  });
});

test('a trace that is joined by W3C is passed on with its tracestate', async () => {
  const { page, rootspan } = trace({ formats: [w3c()] });
  const traceparent = `00-${TRACE_ID}-${SPAN_ID}-01`;
  const parent = rootspan.extract({ traceparent, tracestate: 'vendor=value' });
  const key = newKey();
  const headers: Record<string, string> = {};
  rootspan.inject(rootspan.startSpan('work', { parent }), headers);
  await page.fetch(`/__echo?key=${key}`, { headers });
  expect(traceHeadersOf((await seen(key))[0]!)).toEqual({
    traceparent: expect.stringContaining(`00-${TRACE_ID}-`),
    tracestate: 'vendor=value',
  });
});

/** The same request by either client. */
const CLIENTS: [string, (page: Page, url: string, init?: Init) => Promise<unknown>][] = [
  ['fetch', async (page, url, init) => (await page.fetch(url, init)).text()],
  [
    'XHR',
    (page, url, { method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve) => {
        const xhr = new page.XMLHttpRequest();
        xhr.open(method, url);
        for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
        xhr.onloadend = resolve;
        xhr.send(body);
      }),
  ],
];

interface Init {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

describe.each(CLIENTS)('by %s', (_, call) => {
  test.each<[string, Init, boolean]>([
    ['GET', {}, false],
    ['a header that needs no permission', { headers: { Accept: 'text/plain' } }, false],
    ['text', { method: 'POST', body: 'text' }, false],
    [
      'form fields',
      {
        method: 'POST',
        body: 'a=1',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
      },
      false,
    ],
    ['PUT', { method: 'PUT', body: 'text' }, true],
    ['a header of the app’s own', { headers: { 'X-Requested-With': 'app' } }, true],
    ['JSON', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }, true],
  ])('free headers cost no preflight: %s', async (_, init, preflighted) => {
    const { page, spanOf } = trace({ propagateTo: [ELSEWHERE], propagation: free });
    const key = newKey();
    const methods: string[] = [init.method ?? 'GET'];
    await call(page, `${ELSEWHERE}/__echo?cors&key=${key}`, init);
    const requests = await seen(key);
    expect(requests.map(({ method }) => method)).toEqual(
      preflighted ? ['OPTIONS', ...methods] : methods,
    );
    const { id, tags } = await spanOf('/__echo');
    expect(traceHeadersOf(requests.at(-1)!)['x-b3-spanid']).toBe(preflighted ? id : undefined);
    expect(tags?.['rootspan.headers']).toBe(preflighted ? undefined : 'free');
  });

  test('within the origin there is no preflight to save', async () => {
    const { page, spanOf } = trace({ propagation: free });
    const key = newKey();
    await call(page, `/__echo?key=${key}`);
    expect(traceHeadersOf((await seen(key))[0]!)['x-b3-spanid']).toBe((await spanOf('/__echo')).id);
  });

  test('a preflight that the headers have caused is told, with what it took', async () => {
    const { page, spanOf } = trace({ propagateTo: [ELSEWHERE], instruments: [preflights()] });
    await call(page, `${ELSEWHERE}/__echo/ours?cors&timing&before=40&key=${newKey()}`);
    await call(page, `${ELSEWHERE}/__echo/theirs?cors&timing`, { headers: { 'X-App': '1' } });
    await call(page, '/__echo/own');
    const { tags: ours } = await spanOf('/__echo/ours');
    expect(ours).toHaveProperty(['rootspan.preflight'], 'caused by the trace headers');
    expect(Number(/preflight ([\d.]+)/.exec(ours?.['http.phases'] ?? '')?.[1])).toBeGreaterThan(30);
    for (const path of ['/__echo/theirs', '/__echo/own']) {
      expect((await spanOf(path)).tags).not.toHaveProperty(['rootspan.preflight']);
    }
  });
});

describe('a request without headers says why', () => {
  const reasonOf = async (path: string, traced: ReturnType<typeof trace>, init?: RequestInit) => {
    await (await traced.page.fetch(path, init)).text();
    return (await traced.spanOf(new URL(path, ELSEWHERE).pathname)).tags?.['rootspan.headers'];
  };

  test('it carries them', async () => {
    expect(await reasonOf('/__echo', trace())).toBeUndefined();
  });

  test('its place is not listed', async () => {
    expect(await reasonOf(`${ELSEWHERE}/__echo?cors`, trace())).toBe('not allowed');
  });

  test('the browser lets it have none', async () => {
    const traced = trace({ propagateTo: [ELSEWHERE] });
    expect(await reasonOf(`${ELSEWHERE}/__echo`, traced, { mode: 'no-cors' })).toBe('no-cors');
  });

  test('the app set one itself', async () => {
    const headers = { b3: `${TRACE_ID}-${SPAN_ID}-1` };
    expect(await reasonOf('/__echo', trace(), { headers })).toBe('own');
  });

  test('a function of the app’s says so', async () => {
    const propagation = ({ url }: { url: URL }) => (url.search ? 'has a query' : undefined);
    expect(await reasonOf('/__echo/a?b', trace({ propagation }))).toBe('has a query');
  });
});

test('a gate of the app’s own that throws costs a span, and not the request', async () => {
  const { page } = trace({
    propagation: () => {
      throw new Error('mine');
    },
  });
  expect((await page.fetch('/__echo')).status).toBe(200);
});

test('what a server echoes of its trace is told, and no other timing of it', async () => {
  const { page, spanOf } = trace({ instruments: [serverTimings()] });
  const echo = `00-${TRACE_ID}-${SPAN_ID}-01`;
  const tells = (value: string) => `tells=${encodeURIComponent(value)}`;
  await page.fetch(`/__echo/echoed?${tells(`db;dur=3, traceparent;desc="${echo}"`)}`);
  await page.fetch(`/__echo/b3?${tells(`b3;desc="${TRACE_ID}-${SPAN_ID}-1"`)}`);
  await page.fetch(`/__echo/silent?${tells('db;dur=3;desc="secret"')}`);
  const toldBy = async (path: string) => (await spanOf(path)).tags?.['http.server_trace'];
  expect(await toldBy('/__echo/echoed')).toBe(echo);
  expect(await toldBy('/__echo/b3')).toBe(`${TRACE_ID}-${SPAN_ID}-1`);
  expect(await toldBy('/__echo/silent')).toBeUndefined();
});
