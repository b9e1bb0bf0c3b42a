import { afterEach, describe, expect, test } from 'vitest';
import {
  ELSEWHERE,
  newKey,
  seen,
  type Traced,
  traceHeadersOf,
  usePages,
} from '../../fixtures/pages.ts';

const { trace, library } = usePages();
afterEach(() => sessionStorage.clear());

/** Allows the page to ask, and no header of ours. */
const STRICT = `${ELSEWHERE}/__echo/strict?strict`;
/** Of the page's own origin, and leads there. */
const AWAY = `/__redirect?to=${encodeURIComponent(`${ELSEWHERE}/__echo/away?strict`)}`;
const DOWN = 'http://localhost:1/down';

const start = (again = false) => {
  const { corsBreaker, retryWithoutHeaders } = library();
  return trace({
    propagateTo: [ELSEWHERE, 'http://localhost:1'],
    instruments: [corsBreaker(again ? { retry: retryWithoutHeaders } : {})],
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
    expect(await ask(traced, url, 1)).toEqual({ answer: 'failed' });
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

test('what writes is not made again', async () => {
  const traced = start(true);
  const key = newKey();
  expect((await ask(traced, `${STRICT}&key=${key}`, 1, 'POST')).answer).toBe('failed');
  expect((await seen(key)).map(({ method }) => method)).toEqual(['OPTIONS']);
});

test('a server that is down is no reason: once it is back, there are headers', async () => {
  const traced = start(true);
  expect(await ask(traced, DOWN, 1)).toEqual({ answer: 'failed' });
  expect(await ask(traced, DOWN, 2)).toMatchObject({ answer: 'failed', headers: 'cors' });
  expect(await ask(traced, DOWN, 3)).toEqual({ answer: 'failed' });
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
