import { describe, expect, test } from 'vitest';
import {
  ELSEWHERE,
  headersOf,
  newKey,
  outcome,
  type Page,
  seen,
  traceHeadersOf,
  usePages,
} from '../../fixtures/pages.ts';

const { native, same, trace } = usePages();

const TRACE_ID = '463ac35c9f6413ad48485a3953bb6124';
const SPAN_ID = 'a2fb4a1d1a96d312';
const EVENTS = [
  'readystatechange',
  'loadstart',
  'progress',
  'load',
  'error',
  'abort',
  'timeout',
  'loadend',
] as const;

/** For arguments that no type allows. */
// biome-ignore lint/suspicious/noExplicitAny: see above
const any = (value: unknown): any => value;

/** Notes each event of an XHR, as a property's handler and as a listener get it. */
function watch(xhr: XMLHttpRequest): string[] {
  const events: string[] = [];
  for (const type of EVENTS) {
    const note = (how: string) => (event: Event) =>
      events.push(
        `${how} ${event.type}, this ${event.currentTarget === xhr}: ${xhr.readyState} ${xhr.status}`,
      );
    xhr[`on${type}`] = note('on');
    xhr.addEventListener(type, note('listener'));
  }
  return events;
}

/** Resolves at the XHR's end, after all of its other listeners. */
function ended(xhr: XMLHttpRequest): Promise<unknown> {
  return new Promise((resolve) => xhr.addEventListener('loadend', () => setTimeout(resolve)));
}

function send(
  page: Page,
  url: string,
  { method = 'GET', body, headers = {} }: Init = {},
): Promise<XMLHttpRequest> {
  const xhr = new page.XMLHttpRequest();
  xhr.open(method, url);
  for (const name in headers) xhr.setRequestHeader(name, headers[name] ?? '');
  xhr.send(body);
  return ended(xhr).then(() => xhr);
}

interface Init {
  readonly method?: string;
  readonly body?: XMLHttpRequestBodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('events come in the order they come without us', () => {
  test.each<[string, (xhr: XMLHttpRequest) => void]>([
    ['with an answer', (xhr) => xhr.open('GET', '/__echo')],
    ['with an answer that is an error', (xhr) => xhr.open('GET', '/__echo?status=500')],
    ['with a redirect', (xhr) => xhr.open('GET', '/__redirect?to=/__echo')],
    ['with an answer from elsewhere', (xhr) => xhr.open('GET', `${ELSEWHERE}/__echo?cors`)],
    ['where the server forbids it', (xhr) => xhr.open('GET', `${ELSEWHERE}/__echo`)],
    ['where there is no server', (xhr) => xhr.open('GET', 'http://localhost:1/')],
    ['where the URL is one of data', (xhr) => xhr.open('GET', 'data:text/plain,x')],
    [
      'when it times out',
      (xhr) => {
        xhr.open('GET', '/__never');
        xhr.timeout = 50;
      },
    ],
    [
      'when it is aborted',
      (xhr) => {
        xhr.open('GET', '/__never');
        setTimeout(() => xhr.abort(), 20);
      },
    ],
    [
      'when it is aborted as its headers come',
      (xhr) => {
        xhr.open('GET', '/__slow');
        xhr.addEventListener('readystatechange', () => xhr.readyState === 2 && xhr.abort());
      },
    ],
  ])('%s', async (_, open) => {
    await same(async (page) => {
      const xhr = new page.XMLHttpRequest();
      const events = watch(xhr);
      open(xhr);
      xhr.send();
      await ended(xhr);
      return events;
    });
  });

  test('when it is synchronous', async () => {
    await same(async (page) => {
      const xhr = new page.XMLHttpRequest();
      const events = watch(xhr);
      xhr.open('GET', '/__echo', false);
      xhr.send();
      return [events, xhr.status, xhr.readyState];
    });
  });

  test('when it is synchronous, and fails', async () => {
    await same(async (page) => {
      const xhr = new page.XMLHttpRequest();
      const events = watch(xhr);
      xhr.open('GET', `${ELSEWHERE}/__echo`, false);
      return [await outcome(page, () => xhr.send()), events, xhr.readyState];
    });
  });

  test('when it is used again', async () => {
    await same(async (page) => {
      const xhr = new page.XMLHttpRequest();
      const events = watch(xhr);
      for (const status of [200, 404]) {
        xhr.open('GET', `/__echo?status=${status}`);
        xhr.send();
        await ended(xhr);
      }
      return events;
    });
  });

  test('when it is opened again in flight', async () => {
    await same(async (page) => {
      const xhr = new page.XMLHttpRequest();
      const events = watch(xhr);
      xhr.open('GET', '/__never');
      xhr.send();
      xhr.open('GET', '/__echo');
      xhr.send();
      await ended(xhr);
      return events;
    });
  });

  test('when it is opened again as it loads', async () => {
    await same(async (page) => {
      const xhr = new page.XMLHttpRequest();
      const events = watch(xhr);
      const second = new Promise((resolve) => {
        xhr.addEventListener(
          'load',
          () => {
            xhr.open('GET', '/__echo?status=404');
            xhr.send();
            xhr.addEventListener('load', () => setTimeout(resolve));
          },
          { once: true },
        );
      });
      xhr.open('GET', '/__echo');
      xhr.send();
      await second;
      return events;
    });
  });

  test('when it is aborted before it is sent, and after its end', async () => {
    await same(async (page) => {
      const xhr = new page.XMLHttpRequest();
      const events = watch(xhr);
      xhr.open('GET', '/__echo');
      xhr.abort();
      xhr.open('GET', '/__echo');
      xhr.send();
      await ended(xhr);
      xhr.abort();
      return [events, xhr.readyState, xhr.status];
    });
  });
});

describe('a call throws as it does without us', () => {
  const opened = (page: Page) => {
    const xhr = new page.XMLHttpRequest();
    xhr.open('GET', '/__never');
    return xhr;
  };
  const sent = (page: Page) => {
    const xhr = opened(page);
    xhr.send();
    return xhr;
  };

  test.each<[string, (page: Page) => unknown]>([
    ['open without arguments', (page) => any(new page.XMLHttpRequest()).open()],
    ['open without a URL', (page) => any(new page.XMLHttpRequest()).open('GET')],
    ['open with a method that is no token', (page) => new page.XMLHttpRequest().open('a b', '/')],
    ['open with a forbidden method', (page) => new page.XMLHttpRequest().open('TRACE', '/')],
    ['open with a method not in latin-1', (page) => new page.XMLHttpRequest().open('→', '/')],
    ['open with a URL that can’t be parsed', (page) => new page.XMLHttpRequest().open('GET', '//')],
    [
      'open with symbols',
      (page) => new page.XMLHttpRequest().open(any(Symbol('method')), any(Symbol('url'))),
    ],
    ['open with a symbol for a user', (page) => any(opened(page)).open('GET', '/', true, Symbol())],
    [
      'open on another object',
      (page) => any(page.XMLHttpRequest.prototype.open).call({}, 'GET', '/'),
    ],
    ['open on nothing', (page) => any(page.XMLHttpRequest.prototype.open)('GET', '/')],
    [
      'open on a prototype’s heir',
      (page) => Object.create(page.XMLHttpRequest.prototype).open('GET', '/'),
    ],
    ['send before open', (page) => new page.XMLHttpRequest().send()],
    ['send twice', (page) => sent(page).send()],
    ['send on another object', (page) => any(page.XMLHttpRequest.prototype.send).call({})],
    [
      'setRequestHeader before open',
      (page) => new page.XMLHttpRequest().setRequestHeader('a', 'b'),
    ],
    ['setRequestHeader after send', (page) => sent(page).setRequestHeader('x-b3-sampled', '1')],
    ['setRequestHeader without a value', (page) => any(opened(page)).setRequestHeader('a')],
    ['setRequestHeader with no token', (page) => opened(page).setRequestHeader('a b', '')],
    [
      'setRequestHeader on another object',
      (page) => any(page.XMLHttpRequest.prototype.setRequestHeader).call({}, 'a', 'b'),
    ],
    ['new open', (page) => new (any(page.XMLHttpRequest.prototype.open))()],
    [
      'a timeout on what is synchronous',
      (page) => {
        const xhr = new page.XMLHttpRequest();
        xhr.open('GET', '/', false);
        xhr.timeout = 1;
      },
    ],
  ])('%s', async (_, call) => {
    await same((page) => outcome(page, () => call(page)));
  });

  test('the very error that one of its arguments throws', async () => {
    const problem = new Error('mine');
    const thrower = {
      toString() {
        throw problem;
      },
    };
    const calls: ((xhr: XMLHttpRequest) => void)[] = [
      (xhr) => xhr.open(any(thrower), '/'),
      (xhr) => xhr.open('GET', any(thrower)),
      (xhr) => xhr.open('GET', '/', true, any(thrower)),
      (xhr) => xhr.setRequestHeader(any(thrower), 'b'),
    ];
    for (const call of calls) {
      const threw = await same((page) => {
        const xhr = new page.XMLHttpRequest();
        xhr.open('GET', '/');
        try {
          call(xhr);
          return false;
        } catch (error) {
          return error === problem;
        }
      });
      expect(threw).toBe(true);
    }
  });

  test('an open that fails leaves what is in flight', async () => {
    await same(async (page) => {
      const xhr = new page.XMLHttpRequest();
      const events = watch(xhr);
      xhr.open('GET', '/__echo');
      xhr.send();
      await outcome(page, () => xhr.open('a b', '/'));
      await ended(xhr);
      return events;
    });
  });
});

describe('a request arrives as it does without us', () => {
  /** Opens an XHR, and returns what is to be sent. */
  type Open = (xhr: XMLHttpRequest, url: string, page: Page) => unknown;
  const arrives = (open: Open) =>
    same(async (page) => {
      const key = newKey();
      const xhr = new page.XMLHttpRequest();
      const end = ended(xhr);
      const body = open(xhr, `/__echo?key=${key}`, page);
      // By its type it might be anything.
      xhr.send((body as XMLHttpRequestBodyInit | undefined) ?? null);
      await end;
      const [request] = await seen(key);
      return { method: request?.method, body: request?.body, headers: headersOf(request!) };
    });

  test.each<[string, Open]>([
    ['with method and URL', (xhr, url) => xhr.open('GET', url)],
    ['with a URL object', (xhr, url, page) => xhr.open('GET', new page.URL(url, location.href))],
    ['with a method in lower case', (xhr, url) => xhr.open('put', url)],
    ['with a user and a password', (xhr, url) => xhr.open('GET', url, true, 'me', 'secret')],
    ['with nothing for a user', (xhr, url) => xhr.open('GET', url, true, null, null)],
    [
      'with a body',
      (xhr, url) => {
        xhr.open('POST', url);
        return 'text';
      },
    ],
    [
      'with form fields',
      (xhr, url, page) => {
        xhr.open('POST', url);
        return new page.URLSearchParams({ a: '1' });
      },
    ],
    [
      'with a header that is set twice',
      (xhr, url) => {
        xhr.open('GET', url);
        xhr.setRequestHeader('X-Twice', '1');
        xhr.setRequestHeader('x-twice', '2');
      },
    ],
    [
      'with headers in any case',
      (xhr, url) => {
        xhr.open('GET', url);
        xhr.setRequestHeader('X-UPPER', '1');
        xhr.setRequestHeader('x-lower', '2');
      },
    ],
    [
      'with credentials, elsewhere',
      (xhr, url) => {
        xhr.open('GET', `${ELSEWHERE}${url}`);
        xhr.withCredentials = true;
      },
    ],
  ])('%s', async (_, open) => {
    await arrives(open);
  });

  test('from a class of the app’s own', async () => {
    await same(async (page) => {
      class Mine extends page.XMLHttpRequest {
        override open(method: string, url: string | URL) {
          super.open(method, `${url}&mine`);
        }
      }
      const key = newKey();
      const xhr = new Mine();
      xhr.open('PUT', `/__echo?key=${key}`);
      xhr.send('text');
      await ended(xhr);
      const [request] = await seen(key);
      return [request?.method, request?.url.endsWith('&mine'), headersOf(request!)];
    });
  });

  test('synchronously, where the third argument is there but undefined', async () => {
    const state = await same((page) => {
      const xhr = new page.XMLHttpRequest();
      xhr.open('GET', '/__echo', any(undefined));
      xhr.send();
      return xhr.readyState;
    });
    expect(state).toBe(4);
  });

  test('with each argument converted once, in order', async () => {
    await same((page) => {
      const converted: string[] = [];
      const noting = (name: string, text: string) =>
        any({
          toString() {
            converted.push(name);
            return text;
          },
        });
      const xhr = new page.XMLHttpRequest();
      xhr.open(noting('method', 'POST'), noting('url', '/__echo'));
      xhr.open(
        noting('method', 'POST'),
        noting('url', '/__echo'),
        false,
        noting('user', 'me'),
        noting('password', 'secret'),
      );
      xhr.setRequestHeader(noting('name', 'x-b3-sampled'), noting('value', '1'));
      xhr.send(noting('body', 'text'));
      return converted;
    });
  });

  test('without a preflight where there is none', async () => {
    await same(async (page) => {
      const key = newKey();
      const body = 'text';
      await send(page, `${ELSEWHERE}/__echo?cors&key=${key}`, { method: 'POST', body });
      return (await seen(key)).map(({ method }) => method);
    });
  });

  test('with an upload that is watched by the app alone', async () => {
    await same(async (page) => {
      const key = newKey();
      const xhr = new page.XMLHttpRequest();
      const events: string[] = [];
      for (const type of ['loadstart', 'load', 'loadend'])
        xhr.upload.addEventListener(type, () => events.push(type));
      xhr.open('POST', `${ELSEWHERE}/__echo?cors&key=${key}`);
      xhr.send('text');
      await ended(xhr);
      return [events, (await seen(key)).map(({ method }) => method)];
    });
  });
});

describe('a caller gets what it gets without us', () => {
  test.each(['', 'text', 'json', 'arraybuffer', 'blob', 'document'] as const)(
    'as response type "%s"',
    async (responseType) => {
      await same(async (page) => {
        const xhr = new page.XMLHttpRequest();
        xhr.open('GET', '/__page?html=<p>x</p>');
        xhr.responseType = responseType;
        xhr.send();
        await ended(xhr);
        const kind = Object.prototype.toString.call(xhr.response);
        const headers = xhr.getAllResponseHeaders().replace(/date: .*/, '');
        return [xhr.status, xhr.responseURL, xhr.responseType, kind, headers];
      });
    },
  );

  test('its own handlers, and no others', async () => {
    await same(async (page) => {
      const onload = () => {};
      const xhr = new page.XMLHttpRequest();
      xhr.onload = onload;
      xhr.open('GET', '/__echo');
      xhr.send();
      const properties = EVENTS.map((type) => typeof xhr[`on${type}`]);
      await ended(xhr);
      return [xhr.onload === onload, properties, Reflect.ownKeys(xhr).length];
    });
  });

  test('no calls that it didn’t make of methods that it has put in place of others', async () => {
    await same(async (page) => {
      const targets = [
        page.EventTarget.prototype,
        page.XMLHttpRequest.prototype,
        page.Headers.prototype,
      ];
      const names = ['addEventListener', 'removeEventListener', 'setRequestHeader', 'get', 'set'];
      const calls: string[] = [];
      const undo: (() => void)[] = [];
      for (const target of targets) {
        for (const name of names) {
          const descriptor = Object.getOwnPropertyDescriptor(target, name);
          if (typeof descriptor?.value !== 'function') continue;
          Object.defineProperty(target, name, {
            ...descriptor,
            value(...args: unknown[]) {
              calls.push(name);
              return Reflect.apply(descriptor.value, this, args);
            },
          });
          undo.push(() => Object.defineProperty(target, name, descriptor));
        }
      }
      try {
        await page.fetch('/__echo');
        const xhr = new page.XMLHttpRequest();
        const end = new Promise((resolve) => {
          xhr.onloadend = resolve;
        });
        xhr.open('GET', '/__echo');
        xhr.send();
        await end;
        return calls;
      } finally {
        for (const put of undo) put();
      }
    });
  });
});

describe('trace headers', () => {
  const headersAt = async (page: Page, url: string, headers?: Record<string, string>) => {
    const key = newKey();
    await send(page, `${url}?cors&key=${key}`, { headers });
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

  test('go with a synchronous request, too', async () => {
    const { page, spanOf } = trace();
    const key = newKey();
    const xhr = new page.XMLHttpRequest();
    xhr.open('GET', `/__echo?key=${key}`, false);
    xhr.send();
    const [request] = await seen(key);
    expect(traceHeadersOf(request!)['x-b3-spanid']).toBe((await spanOf('/__echo')).id);
  });

  test('go nowhere else unless asked for', async () => {
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

  test.each<[string, Record<string, string>]>([
    ['a single header', { b3: `${TRACE_ID}-${SPAN_ID}-1` }],
    ['several', { 'X-B3-TraceId': TRACE_ID, 'X-B3-SpanId': SPAN_ID, 'X-B3-Sampled': '1' }],
  ])('that the app has set are adopted: %s', async (_, own) => {
    const { page, spanOf } = trace();
    const { headers } = await headersAt(page, '/__echo', own);
    expect(headers).toEqual(
      Object.fromEntries(Object.entries(own).map(([name, value]) => [name.toLowerCase(), value])),
    );
    expect(await spanOf('/__echo')).toMatchObject({ traceId: TRACE_ID, id: SPAN_ID });
  });

  test.each<[string, Record<string, string>]>([
    ['a decision in one header', { b3: '0' }],
    ['a decision', { 'x-b3-sampled': '0' }],
    ['what can’t be read', { b3: 'what?' }],
  ])('that the app has set stay alone: %s', async (_, own) => {
    const { page, spanOf } = trace();
    expect((await headersAt(page, '/__echo', own)).headers).toEqual(own);
    await spanOf('/__echo');
  });

  test('of an earlier use don’t count', async () => {
    const { page, spansOf } = trace();
    const key = newKey();
    const xhr = new page.XMLHttpRequest();
    for (const headers of [{ b3: `${TRACE_ID}-${SPAN_ID}-1` }, {}]) {
      xhr.open('GET', `/__echo?key=${key}`);
      for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
      xhr.send();
      await ended(xhr);
    }
    const ids = (await spansOf('/__echo', 2)).map(({ id }) => id);
    const [, second] = await seen(key);
    expect(ids[0]).toBe(SPAN_ID);
    expect(traceHeadersOf(second!)).toMatchObject({ 'x-b3-spanid': ids[1] });
  });
});

describe('a span', () => {
  test('says what was asked for, without query and fragment', async () => {
    const { page, spanOf } = trace();
    await send(page, '/__echo/orders?token=secret#part', { method: 'delete' });
    expect(await spanOf('/__echo/orders')).toMatchObject({
      name: 'delete /__echo/orders',
      kind: 'CLIENT',
      tags: { 'http.method': 'DELETE', 'http.path': '/__echo/orders' },
    });
  });

  test.each([
    [200, undefined],
    [404, '404'],
    [503, '503'],
  ])('tells a status of %i', async (status, error) => {
    const { page, spanOf } = trace();
    await send(page, `/__echo?status=${status}`);
    expect((await spanOf('/__echo')).tags?.error).toBe(error);
  });

  test.each<[string, string, string, (xhr: XMLHttpRequest) => void]>([
    [
      'forbidden',
      '/__echo',
      'failed, or not allowed by CORS',
      (xhr) => xhr.open('GET', `${ELSEWHERE}/__echo`),
    ],
    [
      'not answered',
      '/nothing',
      'failed, or not allowed by CORS',
      (xhr) => xhr.open('GET', 'http://localhost:1/nothing'),
    ],
    [
      'aborted',
      '/__never',
      'aborted',
      (xhr) => {
        xhr.open('GET', '/__never');
        setTimeout(() => xhr.abort(), 20);
      },
    ],
    [
      'too slow',
      '/__never',
      'timed out',
      (xhr) => {
        xhr.open('GET', '/__never');
        xhr.timeout = 20;
      },
    ],
  ])('tells that a request was %s', async (_, path, error, open) => {
    const { page, spanOf } = trace();
    const xhr = new page.XMLHttpRequest();
    open(xhr);
    xhr.send();
    expect((await spanOf(path)).tags).toMatchObject({ error });
  });

  test('tells that a synchronous request failed', async () => {
    const { page, spanOf } = trace();
    const xhr = new page.XMLHttpRequest();
    xhr.open('GET', `${ELSEWHERE}/__echo`, false);
    expect(() => xhr.send()).toThrow();
    expect((await spanOf('/__echo')).tags?.error).toBe('failed, or not allowed by CORS');
  });

  test('ends when open drops its request', async () => {
    const { page, spanOf } = trace();
    const xhr = new page.XMLHttpRequest();
    xhr.open('GET', '/__never');
    xhr.send();
    xhr.open('GET', '/__echo');
    xhr.send();
    expect((await spanOf('/__never')).tags).toMatchObject({ error: 'aborted' });
    expect((await spanOf('/__echo')).tags).not.toHaveProperty('error');
  });

  test.each(['load', 'readystatechange'] as const)(
    'there is one for each request of an XHR that its %s handler opens again',
    async (type) => {
      const { page, spansOf } = trace();
      const xhr = new page.XMLHttpRequest();
      const statuses = [200, 404, 503];
      const next = () => {
        if (xhr.readyState % 4) return;
        const status = statuses.shift();
        if (!status) return;
        xhr.open('GET', `/__echo?status=${status}`);
        xhr.send();
      };
      xhr[`on${type}`] = next;
      next();
      const spans = await spansOf('/__echo', 3);
      expect(spans.map(({ tags }) => tags?.error)).toEqual([undefined, '404', '503']);
    },
  );

  test('there is none for a request that was never sent, or whose send threw', async () => {
    const { page, tracedPaths } = trace();
    const xhr = new page.XMLHttpRequest();
    xhr.open('GET', '/__echo/opened');
    xhr.abort();
    expect(() => new page.XMLHttpRequest().send()).toThrow();
    expect(await tracedPaths()).toEqual(['/__echo/last']);
  });

  test('there is none for data:, blob: and what the page asks Zipkin', async () => {
    const { page, tracedPaths } = trace();
    const blob = page.URL.createObjectURL(new page.Blob(['x']));
    for (const url of ['data:text/plain,x', blob, '/zipkin/api/v2/spans']) await send(page, url);
    expect(await tracedPaths()).toEqual(['/__echo/last']);
  });

  test('there is one though the page has put another class in XMLHttpRequest’s place', async () => {
    const { page, spanOf } = trace();
    const original = page.XMLHttpRequest;
    try {
      any(page).XMLHttpRequest = class extends native().XMLHttpRequest {};
      const xhr = new original();
      xhr.open('GET', '/__echo');
      xhr.send();
      await ended(xhr);
    } finally {
      page.XMLHttpRequest = original;
    }
    await spanOf('/__echo');
  });

  test('belongs to the one that is active', async () => {
    const { page, rootspan, spanOf } = trace();
    const parent = await rootspan.trace('work', async (span) => {
      await send(page, '/__echo');
      return span.context.spanId;
    });
    expect((await spanOf('/__echo')).parentId).toBe(parent);
  });

  test('ends after what it measures, and each of twenty calls to one URL has its own', async () => {
    const { page, spansOf } = trace();
    const answers = Array.from({ length: 20 }, (_, i) => `${430 + i}:${(i * 7) % 20}`);
    const key = newKey();
    const url = `/__turns?key=${key}&answers=${answers}`;
    await Promise.all(answers.map(() => send(page, url, { method: 'POST' })));
    const statuses = new Map(
      (await spansOf('/__turns', 20)).map(({ id, tags }) => [id, tags?.['http.status_code']]),
    );
    const requests = await seen(key);
    expect(
      requests.map((request) => statuses.get(traceHeadersOf(request)['x-b3-spanid']!)),
    ).toEqual(answers.map((answer) => answer.split(':')[0]));
  });
});
