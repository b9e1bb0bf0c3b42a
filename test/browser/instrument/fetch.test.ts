import { describe, expect, test } from 'vitest';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import {
  connect,
  ELSEWHERE,
  headersOf,
  importInto,
  newKey,
  openPage,
  outcome,
  type Page,
  seen,
  traceHeadersOf,
  usePages,
  ZIPKIN,
} from '../../fixtures/pages.ts';

const { native, same, trace } = usePages();

const TRACE_ID = '463ac35c9f6413ad48485a3953bb6124';
const SPAN_ID = 'a2fb4a1d1a96d312';

/** For arguments that no type allows. */
// biome-ignore lint/suspicious/noExplicitAny: see above
const any = (value: unknown): any => value;

describe('a call fails as it does without us', () => {
  test.each<[string, (page: Page) => unknown]>([
    ['with no arguments', ({ fetch }) => any(fetch)()],
    ['with a URL that can’t be parsed', ({ fetch }) => fetch('http://')],
    ['with an empty host in a URL object’s place', ({ fetch }) => fetch(any({ href: '/' }))],
    ['with a symbol for a URL', ({ fetch }) => fetch(any(Symbol('url')))],
    ['with a URL that names a user', ({ fetch }) => fetch('http://me:secret@localhost/')],
    ['with a scheme that can’t be fetched', ({ fetch }) => fetch('tel:123')],
    ['with an init that is no object', ({ fetch }) => fetch('/__echo', any('init'))],
    ['with a forbidden method', ({ fetch }) => fetch('/__echo', { method: 'TRACE' })],
    ['with a method that is no token', ({ fetch }) => fetch('/__echo', { method: 'a b' })],
    ['with a header name that is no token', ({ fetch }) => fetch('/', { headers: { 'a b': '' } })],
    ['with a header that isn’t latin-1', ({ fetch }) => fetch('/', { headers: { a: '→' } })],
    ['with a body on GET', ({ fetch }) => fetch('/__echo', { body: 'x' })],
    ['with mode navigate', ({ fetch }) => fetch('/__echo', { mode: 'navigate' })],
    ['with an unknown mode', ({ fetch }) => fetch('/__echo', { mode: any('fast') })],
    ['with a signal that is none', ({ fetch }) => fetch('/__echo', { signal: any({}) })],
    ['with a referrer that is no URL', ({ fetch }) => fetch('/__echo', { referrer: 'http://' })],
    [
      'with a stream and no duplex',
      ({ fetch, ReadableStream }) =>
        fetch('/__echo', { method: 'POST', body: new ReadableStream() }),
    ],
    [
      'with a stream over HTTP/1.1',
      ({ fetch, ReadableStream }) =>
        fetch('/__echo', {
          method: 'POST',
          body: new ReadableStream(),
          ...any({ duplex: 'half' }),
        }),
    ],
    [
      'with a Request that has been used',
      async ({ fetch, Request }) => {
        const request = new Request('/__echo', { method: 'POST', body: 'x' });
        await request.text();
        return fetch(request);
      },
    ],
    [
      'with a Request that is being read',
      ({ fetch, Request }) => {
        const request = new Request('/__echo', { method: 'POST', body: 'x' });
        request.body?.getReader();
        return fetch(request);
      },
    ],
    ['on another object', ({ fetch }) => fetch.call(any({}), '/__echo')],
    ['on another object, with wrong arguments', ({ fetch }) => any(fetch).call({})],
    ['on a number', ({ fetch }) => fetch.call(any(1), '/__echo')],
    ['with new', ({ fetch }) => new (any(fetch))('/__echo')],
    ['where the server forbids it', ({ fetch }) => fetch(`${ELSEWHERE}/__echo`)],
    ['where there is no server', ({ fetch }) => fetch('http://localhost:1/')],
    ['where a redirect is not allowed', ({ fetch }) => fetch('/__redirect', { redirect: 'error' })],
    [
      'across origins in mode same-origin',
      ({ fetch }) => fetch(ELSEWHERE, { mode: 'same-origin' }),
    ],
    [
      'where nothing is cached',
      ({ fetch }) => fetch(`/__echo?${newKey()}`, { cache: 'only-if-cached', mode: 'same-origin' }),
    ],
    ['where integrity is violated', ({ fetch }) => fetch('/__echo', { integrity: 'sha256-AAAA' })],
    [
      'when it was aborted before',
      ({ fetch, AbortSignal }) => fetch('/__echo', { signal: AbortSignal.abort() }),
    ],
    [
      'when it times out',
      ({ fetch, AbortSignal }) => fetch('/__never', { signal: AbortSignal.timeout(20) }),
    ],
  ])('%s', async (_, call) => {
    await same((page) => outcome(page, () => call(page)));
  });

  test('with the very error that one of its arguments throws', async () => {
    const problem = new Error('mine');
    const thrower = () => {
      throw problem;
    };
    const calls: ((page: Page) => Promise<unknown>)[] = [
      ({ fetch }) => fetch(any({ toString: thrower })),
      ({ fetch }) => fetch('/__echo', Object.defineProperty({}, 'method', { get: thrower })),
      ({ fetch }) => fetch('/__echo', { headers: any({ [Symbol.iterator]: thrower }) }),
    ];
    for (const call of calls) {
      expect(await same((page) => call(page).catch((error) => error === problem))).toBe(true);
    }
  });
});

describe('a request arrives as it does without us', () => {
  const arrives = (call: (page: Page, url: string) => Promise<Response>) =>
    same(async (page) => {
      const key = newKey();
      await (await call(page, `/__echo?key=${key}`)).text();
      const [request] = await seen(key);
      const { method, body } = request!;
      return { method, body, headers: headersOf(request!) };
    });

  test.each<[string, (page: Page, url: string) => Promise<Response>]>([
    ['with a URL alone', ({ fetch }, url) => fetch(url)],
    ['with a relative URL and a fragment', ({ fetch }, url) => fetch(`${url}#part`)],
    ['with a URL object', ({ fetch, URL, location }, url) => fetch(new URL(url, location.href))],
    ['with an init of undefined', ({ fetch }, url) => fetch(url, undefined)],
    ['with an init of null', ({ fetch }, url) => fetch(url, any(null))],
    [
      'with an init that is a function',
      ({ fetch }, url) =>
        fetch(
          url,
          any(() => {}),
        ),
    ],
    ['with a third argument', ({ fetch }, url) => any(fetch)(url, {}, 'more')],
    ['with a method in lower case', ({ fetch }, url) => fetch(url, { method: 'put' })],
    ['with a method of its own', ({ fetch }, url) => fetch(url, { method: 'REPORT' })],
    ['with a text', ({ fetch }, url) => fetch(url, { method: 'POST', body: 'text' })],
    [
      'with form fields',
      ({ fetch, URLSearchParams }, url) =>
        fetch(url, { method: 'POST', body: new URLSearchParams({ a: '1' }) }),
    ],
    [
      'with a blob',
      ({ fetch, Blob }, url) =>
        fetch(url, { method: 'POST', body: new Blob(['blob'], { type: 'text/x' }) }),
    ],
    [
      'with bytes',
      (page, url) => page.fetch(url, { method: 'POST', body: new page.Uint8Array([65]) }),
    ],
    ['with keepalive', ({ fetch }, url) => fetch(url, { keepalive: true })],
    [
      'with keepalive and a body',
      ({ fetch }, url) => fetch(url, { method: 'POST', body: 'x', keepalive: true }),
    ],
    ['with low priority', ({ fetch }, url) => fetch(url, { priority: 'low' })],
    ['with mode no-cors', ({ fetch }, url) => fetch(url, { mode: 'no-cors' })],
    ['with no-cors, elsewhere', ({ fetch }, url) => fetch(ELSEWHERE + url, { mode: 'no-cors' })],
    ['with cors, elsewhere', ({ fetch }, url) => fetch(`${ELSEWHERE}${url}&cors`)],
    ['without credentials', ({ fetch }, url) => fetch(url, { credentials: 'omit' })],
    ['without cache', ({ fetch }, url) => fetch(url, { cache: 'no-store' })],
    ['with a referrer', ({ fetch }, url) => fetch(url, { referrer: '/from/here' })],
    ['without a referrer', ({ fetch }, url) => fetch(url, { referrerPolicy: 'no-referrer' })],
    [
      'with a Request that has a referrer',
      ({ fetch, Request }, url) =>
        fetch(new Request(url, { referrer: '/from/here', referrerPolicy: 'same-origin' })),
    ],
    [
      'with a Request that has a body',
      ({ fetch, Request }, url) => fetch(new Request(url, { method: 'PUT', body: 'request’s' })),
    ],
    [
      'with a Request and an init on top',
      ({ fetch, Request }, url) =>
        fetch(new Request(url, { method: 'PUT', body: 'request’s', headers: { a: '1' } }), {
          method: 'POST',
          body: 'init’s',
          headers: { b: '2' },
        }),
    ],
    [
      'with a Request for an init',
      ({ fetch, Request }, url) => fetch(url, any(new Request('/', { method: 'DELETE' }))),
    ],
    [
      'with a Request of another page',
      ({ fetch }, url) =>
        fetch(
          new (native().Request)(url, {
            method: 'PUT',
            body: 'other',
            headers: { 'X-Other': '1' },
          }),
        ),
    ],
    [
      'with a Request of a class of the app’s own',
      ({ fetch, Request }, url) => {
        class Mine extends Request {
          override get url() {
            return 'not really';
          }
        }
        return fetch(new Mine(url, { method: 'PUT', body: 'mine' }));
      },
    ],
    ['through a detached fetch', ({ fetch }, url) => fetch(url)],
    ['through fetch on window', (page, url) => page.fetch(url)],
    ['through fetch on null', ({ fetch }, url) => fetch.call(any(null), url)],
  ])('%s', async (_, call) => {
    await arrives(call);
  });

  test('with header names in the case they were given', async () => {
    const { headers } = await arrives(({ fetch }, url) =>
      fetch(url, { headers: { 'X-UPPER': '1', 'x-lower': '2', 'X-Mixed-case': '3' } }),
    );
    expect(headers).toEqual(
      expect.arrayContaining(['X-UPPER: 1', 'x-lower: 2', 'X-Mixed-case: 3']),
    );
  });

  test('with values read once, in the same order', async () => {
    await same(async ({ fetch }) => {
      const read: string[] = [];
      const noting = (object: object, name: string): object =>
        new Proxy(object, {
          get(target, key, receiver) {
            read.push(`${name}.${String(key)}`);
            return Reflect.get(target, key, receiver);
          },
        });
      const url = { toString: () => read.push('url') && '/__echo' };
      const init = noting(
        { method: 'POST', body: 'x', headers: noting({ a: '1' }, 'headers') },
        'init',
      );
      await fetch(any(url), init);
      return read;
    });
  });

  // Nobody but the native knows the words in which it refuses them, so it is asked, and reads them again.
  test.fails('with values of a wrong init read once, too', async () => {
    await same(async ({ fetch }) => {
      let reads = 0;
      const init = {
        get method() {
          reads++;
          return 'TRACE';
        },
      };
      await fetch('/__echo', init).catch(() => {});
      return reads;
    });
  });

  test('from an init that is frozen, and used again', async () => {
    const init = Object.freeze({ method: 'POST', body: 'x', headers: Object.freeze({ a: '1' }) });
    await arrives(({ fetch }, url) => fetch(url, init));
    await arrives(({ fetch }, url) => fetch(`${ELSEWHERE}${url}&cors`, init));
    expect(init.headers).toEqual({ a: '1' });
  });

  test('from an init whose getters are on its prototype', async () => {
    class Init {
      get method() {
        return 'PUT';
      }
      get headers() {
        return { 'X-From-Prototype': '1' };
      }
    }
    const { method } = await arrives(({ fetch }, url) => fetch(url, new Init()));
    expect(method).toBe('PUT');
  });

  test('and leaves the caller’s Headers and Request as they were', async () => {
    await same(async ({ fetch, Headers, Request }) => {
      const headers = new Headers({ a: '1' });
      const request = new Request('/__echo', { method: 'POST', body: 'x', headers });
      await fetch('/__echo', { headers });
      await fetch(request);
      return [[...headers], [...request.headers], request.bodyUsed];
    });
  });
});

describe('a caller gets what it gets without us', () => {
  test('the same kind of Response, with nothing read', async () => {
    await same(async (page) => {
      const { fetch, Response } = page;
      const urls = ['/__echo', '/__redirect?to=/__echo', `${ELSEWHERE}/__echo?cors`];
      const promises = urls.map((url) => fetch(url));
      const answers = await page.Promise.all(promises);
      return answers.map((response, i) => [
        promises[i]?.constructor === page.Promise,
        Object.getPrototypeOf(response) === Response.prototype,
        Reflect.ownKeys(response).length,
        response.url,
        response.redirected,
        response.type,
        response.status,
        response.bodyUsed,
        response.body?.locked,
      ]);
    });
  });

  test('an opaque Response where it asked for one', async () => {
    const asked = await same(async ({ fetch }) => {
      const opaque = await fetch(`${ELSEWHERE}/__echo`, { mode: 'no-cors' });
      const redirect = await fetch('/__redirect', { redirect: 'manual' });
      return [opaque.type, opaque.status, redirect.type, redirect.status];
    });
    expect(asked).toEqual(['opaque', 0, 'opaqueredirect', 0]);
  });

  test('the very reason of its abort', async () => {
    const reason = { mine: true };
    const isReason = (error: unknown) => error === reason;
    const aborted = (act: (page: Page, controller: AbortController) => Promise<unknown>) =>
      same(async (page) => {
        const controller = new page.AbortController();
        return act(page, controller).then(() => 'answered', isReason);
      });

    await aborted(({ fetch }, controller) => {
      controller.abort(reason);
      return fetch('/__echo', { signal: controller.signal });
    });
    await aborted(({ fetch }, controller) => {
      const answer = fetch('/__never', { signal: controller.signal });
      controller.abort(reason);
      return answer;
    });
    await aborted(({ fetch, Request }, controller) => {
      const answer = fetch(new Request('/__never', { signal: controller.signal }));
      controller.abort(reason);
      return answer;
    });
    await aborted(async ({ fetch }, controller) => {
      const response = await fetch('/__slow?rest=5000', { signal: controller.signal });
      controller.abort(reason);
      return response.text();
    });
  });

  test('its answer in the same microtask', async () => {
    await same(async (page) => {
      const order: string[] = [];
      const { fetch } = page;
      const controller = new page.AbortController();
      const { signal } = controller;
      const early = fetch('/__never', { signal }).catch(() => order.push('fetch'));
      controller.abort();
      let step = page.Promise.resolve();
      for (let i = 0; i < 5; i++) step = step.then(() => void order.push(`microtask ${i}`));
      await page.Promise.all([early, step]);
      return order;
    });
  });

  test('an unhandledrejection for each failure that it doesn’t handle, and for no other', async () => {
    const count = await same(async (page) => {
      const { fetch, AbortSignal } = page;
      let unhandled = 0;
      const onUnhandled = (event: Event) => {
        unhandled++;
        event.preventDefault();
      };
      page.addEventListener('unhandledrejection', onUnhandled);
      const forbidden = `${ELSEWHERE}/__echo`;
      fetch(forbidden);
      fetch(forbidden, { mode: 'same-origin' });
      fetch('/__echo', { signal: AbortSignal.abort() });
      fetch('/__redirect', { redirect: 'error' });
      fetch(forbidden).catch(() => {});
      fetch(forbidden).then(
        () => {},
        () => {},
      );
      await fetch(forbidden).catch(() => {});
      // By its end the others have long failed.
      await (await fetch('/__slow?rest=300')).text();
      page.removeEventListener('unhandledrejection', onUnhandled);
      return unhandled;
    });
    expect(count).toBe(4);
  });

  test('a stream whose cancellation reaches the server', async () => {
    await same(async ({ fetch }) => {
      const key = newKey();
      const { body } = await fetch(`/__slow?rest=10000&key=${key}`);
      await body?.cancel();
      await expect.poll(async () => (await seen(key))[0]?.cutOff, { timeout: 5000 }).toBe(true);
    });
  });

  test('WebAssembly that compiles as it streams', async () => {
    await same(async (page) => {
      const { fetch, WebAssembly } = page;
      const compile = (type: string) => () =>
        WebAssembly.compileStreaming(fetch(`/__echo?type=${type}`));
      return [
        await outcome(page, compile('application/wasm')),
        await outcome(page, compile('text/plain')),
      ];
    });
  });
});

describe('trace headers', () => {
  const headersAt = async (page: Page, url: string, init?: RequestInit) => {
    const key = newKey();
    await page.fetch(`${url}?cors&key=${key}`, init);
    const requests = await seen(key);
    return {
      methods: requests.map(({ method }) => method),
      headers: traceHeadersOf(requests.at(-1)!),
    };
  };

  test('go to the page’s own origin, and name the request’s span', async () => {
    const { page, spanOf } = trace();
    const { headers } = await headersAt(page, '/__echo');
    const { traceId, id } = await spanOf('/__echo');
    expect(headers).toEqual({
      'x-b3-traceid': traceId,
      'x-b3-spanid': id,
      'x-b3-sampled': '1',
    });
  });

  test('name the span’s parent where there is one', async () => {
    const { page, rootspan, spanOf } = trace();
    const parent = await rootspan.trace('work', async (span) => {
      const { headers } = await headersAt(page, '/__echo');
      expect(headers['x-b3-parentspanid']).toBe(span.context.spanId);
      return span.context;
    });
    expect(await spanOf('/__echo')).toMatchObject({
      traceId: parent.traceId,
      parentId: parent.spanId,
    });
  });

  test('go nowhere else unless asked for, so that there is no preflight', async () => {
    const { page } = trace();
    expect(await headersAt(page, `${ELSEWHERE}/__echo`)).toEqual({ methods: ['GET'], headers: {} });
  });

  test('go to an origin that is listed', async () => {
    const { page, spanOf } = trace({ propagateTo: [ELSEWHERE] });
    const { methods, headers } = await headersAt(page, `${ELSEWHERE}/__echo`);
    expect(methods).toEqual(['OPTIONS', 'GET']);
    expect(headers['x-b3-spanid']).toBe((await spanOf('/__echo')).id);
  });

  test('go nowhere at all where propagation is off', async () => {
    const { page, spanOf } = trace({ propagateTo: false });
    expect((await headersAt(page, '/__echo')).headers).toEqual({});
    await spanOf('/__echo');
  });

  test('are all those of the formats that were chosen', async () => {
    const { page, spanOf } = trace({ formats: ['b3', 'b3multi'] });
    const { headers } = await headersAt(page, '/__echo');
    const { traceId, id } = await spanOf('/__echo');
    expect(headers).toMatchObject({ b3: `${traceId}-${id}-1`, 'x-b3-spanid': id });
  });

  test.each<[string, Record<string, string>]>([
    ['a single header', { b3: `${TRACE_ID}-${SPAN_ID}-1` }],
    ['several', { 'X-B3-TraceId': TRACE_ID, 'X-B3-SpanId': SPAN_ID, 'X-B3-Sampled': '1' }],
  ])('that the app has set are adopted: %s', async (_, own) => {
    const { page, spanOf } = trace();
    const { headers } = await headersAt(page, '/__echo', { headers: own });
    expect(headers).toEqual(
      Object.fromEntries(Object.entries(own).map(([name, value]) => [name.toLowerCase(), value])),
    );
    expect(await spanOf('/__echo')).toMatchObject({ traceId: TRACE_ID, id: SPAN_ID });
  });

  test.each<[string, Record<string, string>]>([
    ['a decision in one header', { b3: '0' }],
    ['a decision', { 'x-b3-sampled': '0' }],
    ['what can’t be read', { b3: 'what?' }],
    ['half of it', { 'x-b3-traceid': TRACE_ID }],
  ])('that the app has set stay alone: %s', async (_, own) => {
    const { page, spanOf } = trace();
    expect((await headersAt(page, '/__echo', { headers: own })).headers).toEqual(own);
    await spanOf('/__echo');
  });

  test('that are no more than the app’s “no” keep its span from being reported', async () => {
    const key = newKey();
    const { page, rootspan, spanOf } = trace({ zipkin: `/zipkin/api/v2/spans?key=${key}` });
    await page.fetch('/__echo/no', { headers: { b3: '0' } });
    await page.fetch('/__echo/yes');
    await Promise.all([spanOf('/__echo/no'), spanOf('/__echo/yes')]);
    await rootspan.flush();
    const reported = (await seen(key)).map(({ body }) => body).join();
    expect(reported).toContain('/__echo/yes');
    expect(reported).not.toContain('/__echo/no');
  });

  test('that a Request already has are adopted', async () => {
    const { page, spanOf } = trace();
    const key = newKey();
    const headers = { b3: `${TRACE_ID}-${SPAN_ID}-1` };
    await page.fetch(new page.Request(`/__echo?key=${key}`, { headers }));
    expect(traceHeadersOf((await seen(key))[0]!)).toEqual(headers);
    expect((await spanOf('/__echo')).id).toBe(SPAN_ID);
  });

  test('are no obstacle to a no-cors request, which can’t have any', async () => {
    const { page, spanOf } = trace({ propagateTo: [ELSEWHERE] });
    const { methods, headers } = await headersAt(page, `${ELSEWHERE}/__echo`, { mode: 'no-cors' });
    expect({ methods, headers }).toEqual({ methods: ['GET'], headers: {} });
    await spanOf('/__echo');
  });
});

describe('a span', () => {
  test('says what was asked for, without query and fragment', async () => {
    const { page, spanOf } = trace();
    await page.fetch('/__echo/orders?token=secret#part', { method: 'DELETE' });
    expect(await spanOf('/__echo/orders')).toMatchObject({
      name: 'delete /__echo/orders',
      kind: 'CLIENT',
      localEndpoint: { serviceName: 'page' },
      tags: { 'http.method': 'DELETE', 'http.path': '/__echo/orders' },
    });
  });

  test('is the root of its own trace once the page has loaded', async () => {
    const { page, spansOf } = trace();
    await page.fetch('/__echo');
    await page.fetch('/__echo');
    const [one, other] = await spansOf('/__echo', 2);
    expect(one).not.toHaveProperty('parentId', expect.anything());
    expect(one?.traceId).not.toBe(other?.traceId);
  });

  test('names another origin as the other side', async () => {
    const { page, spanOf } = trace();
    await page.fetch(`${ELSEWHERE}/__echo?cors`);
    const { host } = new URL(ELSEWHERE);
    expect((await spanOf('/__echo')).remoteEndpoint).toEqual({ serviceName: host });
  });

  test.each([
    [200, {}],
    [204, {}],
    [201, {}],
    [404, { 'http.status_code': '404', error: '404' }],
    [503, { 'http.status_code': '503', error: '503' }],
  ])('tells a status of %i', async (status, tags) => {
    const { page, spanOf } = trace();
    await page.fetch(`/__echo?status=${status}`);
    expect(withoutTimings(await spanOf('/__echo'))).toEqual({
      'http.method': 'GET',
      'http.path': '/__echo',
      ...tags,
    });
  });

  test('tells the status that a redirect came to, under the URL that was asked for', async () => {
    const { page, spanOf } = trace();
    await page.fetch('/__redirect?to=/__echo?status=410');
    expect((await spanOf('/__redirect')).tags).toMatchObject({ error: '410' });
  });

  test.each<[string, string, string, (page: Page) => Promise<unknown>]>([
    [
      'forbidden',
      '/__echo',
      'failed, or not allowed by CORS',
      ({ fetch }) => fetch(`${ELSEWHERE}/__echo`),
    ],
    [
      'not answered',
      '/nothing',
      'failed, or not allowed by CORS',
      ({ fetch }) => fetch('http://localhost:1/nothing'),
    ],
    [
      'aborted before it began',
      '/__echo',
      'aborted',
      ({ fetch, AbortSignal }) => fetch('/__echo', { signal: AbortSignal.abort() }),
    ],
    [
      'aborted in the middle of its body',
      '/__slow',
      'aborted',
      async ({ fetch, AbortController }) => {
        const controller = new AbortController();
        const { body } = await fetch('/__slow?rest=5000', { signal: controller.signal });
        const reader = body?.getReader();
        await reader?.read();
        controller.abort();
        await reader?.read();
      },
    ],
    [
      'not answered in time',
      '/__never',
      'timed out',
      ({ fetch, AbortSignal }) => fetch('/__never', { signal: AbortSignal.timeout(50) }),
    ],
    [
      'not allowed across origins',
      '/__echo',
      'failed, or not allowed by CORS',
      ({ fetch }) => fetch(`${ELSEWHERE}/__echo`, { mode: 'same-origin' }),
    ],
    [
      'redirected where no redirect is allowed',
      '/__redirect',
      'failed',
      ({ fetch }) => fetch('/__redirect', { redirect: 'error' }),
    ],
    [
      'not in the cache',
      '/__echo',
      'failed',
      ({ fetch }) => fetch('/__echo?rare', { cache: 'only-if-cached', mode: 'same-origin' }),
    ],
    [
      'too large for keepalive',
      '/__echo',
      'failed',
      ({ fetch }) =>
        fetch('/__echo', { method: 'POST', body: 'x'.repeat(70_000), keepalive: true }),
    ],
    [
      'a stream over HTTP/1.1',
      '/__echo',
      'failed',
      ({ fetch, ReadableStream }) =>
        fetch('/__echo', {
          method: 'POST',
          body: new ReadableStream(),
          ...any({ duplex: 'half' }),
        }),
    ],
    [
      'not allowed by integrity',
      '/__echo',
      'failed',
      ({ fetch }) => fetch('/__echo', { integrity: 'sha256-AAAA' }),
    ],
    [
      'not answered in time, opaquely',
      '/__never',
      'timed out',
      ({ fetch, AbortSignal }) =>
        fetch('/__never', { mode: 'no-cors', signal: AbortSignal.timeout(50) }),
    ],
    [
      'not there, opaquely',
      '/nothing',
      'failed, or not allowed by CORS',
      ({ fetch }) => fetch('http://localhost:1/nothing', { mode: 'no-cors' }),
    ],
  ])('tells that a request was %s', async (_, path, error, call) => {
    const { page, spanOf } = trace();
    await expect(call(page)).rejects.toBeDefined();
    expect((await spanOf(path)).tags).toMatchObject({ error });
  });

  test('tells nothing of an answer that is opaque', async () => {
    const { page, spanOf } = trace();
    await page.fetch(`${ELSEWHERE}/__echo?status=500`, { mode: 'no-cors' });
    expect(withoutTimings(await spanOf('/__echo'))).toEqual({
      'http.method': 'GET',
      'http.path': '/__echo',
      'rootspan.headers': 'not allowed',
    });
  });

  test('ends with the body', async () => {
    const { page, spanOf } = trace();
    const { body } = await page.fetch('/__slow?rest=100');
    const reader = body!.getReader();
    await reader.read();
    const firstRead = page.performance.timeOrigin + page.performance.now();
    while (!(await reader.read()).done);
    const { timestamp = 0, duration = 0 } = await spanOf('/__slow');
    expect((timestamp + duration) / 1000).toBeGreaterThan(firstRead);
  });

  test('there is none for what the browser refuses to ask for', async () => {
    const { page, rootspan, tracedPaths } = trace();
    await page.fetch('http://me:secret@localhost/').catch(() => {});
    await page.fetch('http://').catch(() => {});
    expect(await tracedPaths()).toEqual(['/__echo/last']);
    expect(rootspan.ledger().open).toBe(0);
  });

  test('there is none for data:, blob: and what the page sends to Zipkin', async () => {
    const { page, rootspan, tracedPaths } = trace();
    const blob = page.URL.createObjectURL(new page.Blob(['x']));
    await page.fetch('data:text/plain,x');
    await page.fetch(new page.URL('data:text/plain,x'));
    await page.fetch(blob);
    await page.fetch(new page.Request(blob));
    await page.fetch('/zipkin/api/v2/spans', { method: 'POST', body: '[]' });
    rootspan.startSpan('mine').finish();
    await rootspan.flush();
    expect(await tracedPaths()).toEqual(['/__echo/last']);
  });

  test('there is one for what only begins like the address of Zipkin', async () => {
    for (const zipkin of ['/__spans', '/__ech']) {
      const { page, rootspan, spanOf } = trace({ zipkin });
      await page.fetch('/__echo');
      await spanOf('/__echo');
      await rootspan.stop();
    }
  });

  test('is reported to Zipkin', async () => {
    const key = newKey();
    const { page, rootspan, spanOf } = trace({ zipkin: `/zipkin/api/v2/spans?key=${key}` });
    await page.fetch('/__echo/orders');
    const span = await spanOf('/__echo/orders');
    await rootspan.flush();
    const posts = await seen(key);
    expect(posts.flatMap(({ body }) => JSON.parse(body))).toContainEqual(
      JSON.parse(JSON.stringify(span)),
    );
    expect(posts.flatMap(headersOf)).toContain('Content-Type: text/plain;charset=UTF-8');
    expect(posts.map(traceHeadersOf)).toEqual(posts.map(() => ({})));
  });

  test('is not reported where the app’s own header denies it', async () => {
    const key = newKey();
    const { page, rootspan, spanOf } = trace({ zipkin: `/zipkin/api/v2/spans?key=${key}` });
    await page.fetch('/__echo/denied', { headers: { b3: `${TRACE_ID}-${SPAN_ID}-0` } });
    await page.fetch('/__echo/orders');
    await Promise.all([spanOf('/__echo/denied'), spanOf('/__echo/orders')]);
    await rootspan.flush();
    const bodies = (await seen(key)).map(({ body }) => body).join();
    expect(bodies).toContain('/__echo/orders');
    expect(bodies).not.toContain('/__echo/denied');
  });
});

describe('of calls to one URL each gets what came of itself', () => {
  /** The status that each span tells, beside the one that its request was answered with. */
  async function compareStatuses(answers: string[], between: (page: Page) => void) {
    const { page, spansOf } = trace();
    const key = newKey();
    const url = `/__turns?key=${key}&answers=${answers}`;
    await Promise.all(
      answers.map((_, i) => {
        if (i) between(page);
        // A GET would wait for the answer to another one, which might be one for the cache.
        return page.fetch(url, { method: 'POST' }).then((response) => response.text());
      }),
    );
    const spans = await spansOf('/__turns', answers.length);
    const statuses = new Map(
      spans.map(({ id, tags }) => [id, tags?.['http.status_code'] ?? '200']),
    );
    const requests = await seen(key);
    expect(
      requests.map((request) => statuses.get(traceHeadersOf(request)['x-b3-spanid']!)),
    ).toEqual(answers.map((answer) => answer.split(':')[0]));
  }

  /** Until the page's clock says something else, and a little longer. */
  function tick({ performance }: Page): void {
    for (const start = performance.now(); performance.now() < start + 0.4; );
  }

  test('when the first is answered last', async () => {
    await compareStatuses(['500:300', '200:0'], tick);
  });

  test('when twenty are made at once', async () => {
    await compareStatuses(
      Array.from({ length: 20 }, () => '404:0'),
      () => {},
    );
  });

  test('when twenty are made one after the other, and answered in any order', async () => {
    const answers = Array.from({ length: 20 }, (_, i) => `${430 + i}:${(i * 7) % 20}`);
    await compareStatuses(answers, tick);
  });

  test('when an XMLHttpRequest for it is made at the same time', async () => {
    const { page, spansOf } = trace();
    const url = `/__turns?key=${newKey()}&answers=500:300,404:0`;
    const xhr = new page.XMLHttpRequest();
    xhr.open('POST', url);
    const answer = page.fetch(url, { method: 'POST' });
    xhr.send();
    await (await answer).text();
    const spans = await spansOf('/__turns', 2);
    expect(spans.map(({ tags }) => tags?.error).sort()).toEqual(['404', '500']);
  });
});

test('a request that the page’s policy blocks ends its span, and says why', async () => {
  const policy = `<meta http-equiv="content-security-policy" content="connect-src 'self'">`;
  const page = await openPage(`/__page?html=${encodeURIComponent(policy)}`);
  const { start } = await importInto(page, '/src/index.ts');
  const { rootspan, spanOf } = connect(page, start({ service: 'page', zipkin: ZIPKIN }));
  await page.fetch(`${ELSEWHERE}/__echo/blocked?a=1#part`).catch(() => {});
  expect((await spanOf('/__echo/blocked')).tags).toMatchObject({
    error: 'blocked by the content security policy',
  });
  await rootspan.stop();
});

/** A span's tags, but for what was measured. */
function withoutTimings({ tags }: ZipkinSpan): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags ?? {}).filter(([key]) => !/^http\.(phases|response|protocol)/.test(key)),
  );
}
