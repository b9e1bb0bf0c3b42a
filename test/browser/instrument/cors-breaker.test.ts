import { afterEach, describe, expect, test } from 'vitest';
import { corsBreaker, type Options, redact } from '../../../src/index.ts';
import {
  ELSEWHERE,
  newKey,
  type Page,
  seen,
  type Traced,
  traceHeadersOf,
  usePages,
} from '../../fixtures/pages.ts';

const { trace, library, traced } = usePages();
afterEach(() => sessionStorage.clear());

/** Allows the page to ask, and no header of ours. */
const STRICT = `${ELSEWHERE}/__echo/strict?strict`;
/** Of the page's own origin, and leads there. */
const AWAY = `/__redirect?to=${encodeURIComponent(`${ELSEWHERE}/__echo/away?strict`)}`;
const DOWN = 'http://localhost:1/down';

const start = (again = false, options: Partial<Options> = {}) => {
  const { corsBreaker, retryWithoutHeaders } = library();
  return trace({
    propagateTo: [ELSEWHERE, 'http://localhost:1'],
    ...options,
    instruments: [
      corsBreaker(again ? { retry: retryWithoutHeaders } : {}),
      ...(options.instruments ?? []),
    ],
  });
};

/** What the page sees of a request, and its span says of the headers, once it is told. */
async function ask({ page, spansOf }: Traced, url: string, times: number, method = 'GET') {
  const answer = await page.fetch(url, { method }).then(
    (response) => response.text().then(() => response.status),
    () => 'failed',
  );
  const spans = await spansOf(new URL(url, location.href).pathname, times);
  const { tags } = spans.at(-1)!;
  return { answer, headers: tags?.['rootspan.headers'], allow: tags?.['rootspan.cors_allow'] };
}

const B3 = 'x-b3-traceid, x-b3-spanid, x-b3-parentspanid, x-b3-sampled, x-b3-flags';

describe.each([
  ['a server that doesn’t allow them', STRICT, B3],
  ['a way that leads to one', AWAY, B3],
])('headers to %s', (_, url, allow) => {
  test('make one request fail, and after one without there are none for the session', async () => {
    const traced = start();
    expect(await ask(traced, url, 1)).toEqual({ answer: 'failed', allow });
    expect(await ask(traced, url, 2)).toEqual({ answer: 200, headers: 'cors', allow });
    expect(await ask(traced, url, 3)).toEqual({ answer: 200, headers: 'cors', allow });
    await traced.rootspan.stop();
    // The next page of the session knows.
    expect(await ask(start(), url, 1)).toEqual({ answer: 200, headers: 'cors', allow });
  });

  test('without the breaker make every request fail', async () => {
    const traced = trace({ propagateTo: [ELSEWHERE] });
    expect((await ask(traced, url, 1)).answer).toBe('failed');
    expect((await ask(traced, url, 2)).answer).toBe('failed');
  });

  test.each(['GET', 'HEAD'])(
    'are taken off and %s made again, where that is wanted',
    async (method) => {
      const traced = start(true);
      expect((await ask(traced, url, 1, method)).answer).toBe(200);
      expect(await ask(traced, url, 2, method)).toEqual({ answer: 200, headers: 'cors', allow });
    },
  );
});

/** The same GET in each way that a page may ask for it. */
const WAYS: [string, (page: Page, url: string) => Promise<Response>][] = [
  ['a URL alone', ({ fetch }, url) => fetch(url)],
  ['a URL object', ({ fetch, URL }, url) => fetch(new URL(url))],
  ['a Request', ({ fetch, Request }, url) => fetch(new Request(url))],
  ['an init', ({ fetch }, url) => fetch(url, { cache: 'no-store' })],
];

describe.each(WAYS)('by %s', (_, call) => {
  /** What the page gets, and the server has got. */
  async function arrives(url = STRICT) {
    const { page } = start(true);
    const key = newKey();
    const { status } = await call(page, `${url}&key=${key}`);
    const requests = await seen(key);
    const methods = requests.map(({ method }) => method);
    return { status, methods, headers: traceHeadersOf(requests.at(-1)!) };
  }
  const answered = { status: 200, methods: ['OPTIONS', 'GET'], headers: {} };

  test('a request is made again', async () => {
    expect(await arrives()).toEqual(answered);
  });

  test('it is, whatever the page has added to Object.prototype', async () => {
    const { prototype } = traced().Object;
    const added = { method: 'PUT', headers: { 'X-Odd': '1' }, getHeader: () => 'odd', body: 'x' };
    // As the page’s own init would be read with these, too.
    const names = call === WAYS[3]![1] ? (['getHeader'] as const) : Object.keys(added);
    for (const name of names) {
      const value = Reflect.get(added, name);
      Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
    }
    try {
      expect(await arrives()).toEqual(answered);
    } finally {
      for (const name of names) Reflect.deleteProperty(prototype, name);
    }
  });

  test('it is, where the page has a fetch of its own', async () => {
    const page = traced();
    const { fetch } = page;
    const calls: unknown[] = [];
    page.fetch = (...args) => {
      calls.push(args[0]);
      return fetch(...args);
    };
    try {
      expect(await arrives()).toEqual(answered);
      // What is asked for by its URL is so again.
      const kinds = calls.map((input) => typeof input);
      expect(kinds).toEqual(call === WAYS[0]![1] ? ['string', 'string'] : ['object', 'object']);
    } finally {
      page.fetch = fetch;
    }
  });
});

test('of a request that is made again no header of the app’s own is missing', async () => {
  const { baggage } = library();
  const formats = ['b3', baggage({ tenant: 'acme' })] as const;
  const { page } = start(true, { propagateTo: [{ match: ELSEWHERE, formats }] });
  const key = newKey();
  const url = `${ELSEWHERE}/__echo/strict?strict=baggage&key=${key}`;
  expect((await page.fetch(url, { headers: { baggage: 'mine=1' } })).status).toBe(200);
  expect(traceHeadersOf((await seen(key)).at(-1)!)).toEqual({ baggage: 'mine=1' });
});

test('where a fetch of the page’s own fails at once, there is nothing to make again', async () => {
  const page = traced();
  const { fetch } = page;
  // Of the wrong type, as in JavaScript.
  page.fetch = (() => 'mine') as never;
  try {
    const { rootspan } = start(true);
    expect(page.fetch(STRICT)).toBe('mine');
    await rootspan.stop();
  } finally {
    page.fetch = fetch;
  }
});

test('what the app hides of its errors doesn’t keep the breaker from learning', async () => {
  const traced = start(false, {
    instruments: [redact((value, key) => (key === 'error' ? undefined : value))],
  });
  expect((await ask(traced, STRICT, 1)).answer).toBe('failed');
  expect(await ask(traced, STRICT, 2)).toEqual({ answer: 200, headers: 'cors', allow: B3 });
});

test('what writes is not made again', async () => {
  const traced = start(true);
  const key = newKey();
  expect((await ask(traced, `${STRICT}&key=${key}`, 1, 'POST')).answer).toBe('failed');
  expect((await seen(key)).map(({ method }) => method)).toEqual(['OPTIONS']);
});

test('a server that is down is no reason: once it is back, there are headers', async () => {
  const traced = start(true);
  expect(await ask(traced, DOWN, 1)).toEqual({ answer: 'failed', allow: B3 });
  expect(await ask(traced, DOWN, 2)).toMatchObject({ answer: 'failed', headers: 'cors' });
  expect(await ask(traced, DOWN, 3)).toEqual({ answer: 'failed', allow: B3 });
  expect(sessionStorage.getItem('rootspan.cors')).toBeNull();
});

test('other paths of the own origin, and other origins, keep their headers', async () => {
  const traced = start();
  for (const times of [1, 2]) await ask(traced, AWAY, times);
  expect((await ask(traced, '/__echo', 1)).headers).toBeUndefined();
  expect((await ask(traced, `${ELSEWHERE}/__echo/kind?cors`, 1)).headers).toBeUndefined();
});

test('an answer that is an error is one all the same', async () => {
  const traced = start();
  const key = newKey();
  // Once for the preflight.
  const url = `${ELSEWHERE}/__turns/bad?cors&key=${key}&answers=204:0,500:0,500:0`;
  for (const times of [1, 2]) expect((await ask(traced, url, times)).answer).toBe(500);
  expect(traceHeadersOf((await seen(key)).at(-1)!)).toHaveProperty('x-b3-traceid');
});

test('a retry that is none is refused', () => {
  // Of the wrong type, as in JavaScript.
  expect(() => corsBreaker({ retry: true as never })).toThrow(
    'rootspan: retry is true; it has to be retryWithoutHeaders',
  );
});

test('XHR learns from its failures, too', async () => {
  const { page, spansOf } = start();
  const send = () =>
    new Promise((resolve) => {
      const xhr = new page.XMLHttpRequest();
      xhr.open('GET', STRICT);
      xhr.onloadend = () => resolve(xhr.status);
      xhr.send();
    });
  expect(await send()).toBe(0);
  await spansOf('/__echo/strict', 1);
  expect(await send()).toBe(200);
});

test('a failure that is nobody’s fault but the page’s is no reason', async () => {
  const traced = start();
  const { page, spansOf } = traced;
  const signal = page.AbortSignal.timeout(20);
  await page.fetch(`${ELSEWHERE}/__never?cors`, { signal }).catch(() => {});
  await spansOf('/__never', 1);
  expect((await ask(traced, `${ELSEWHERE}/__echo?cors`, 1)).headers).toBeUndefined();
});

test('where an error is rethrown after a second try, it is the first one', async () => {
  const { page } = start(true);
  const error = await page.fetch(DOWN).catch((problem: unknown) => problem);
  expect(error).toBeInstanceOf(page.TypeError);
});
