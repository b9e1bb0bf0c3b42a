import { describe, expect, test } from 'vitest';
import { jaeger, w3c, xray } from '../../../src/index.ts';
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
