import { expect, test } from 'vitest';
import { createZipkin } from '../../../devtools/query/zipkin.ts';

const BASE = 'http://zipkin.test:9411';
const SPAN = { traceId: '5af7183fb1d4cf5f6b221d5bc9e6496c', id: '352bff9a74ca9ad2', name: 'get' };

test('a trace is asked for by its id', async () => {
  const { zipkin, asked } = answering(() => Response.json([SPAN]));
  expect(await zipkin.trace('abc')).toEqual({ ok: true, value: [SPAN], unreadable: 0 });
  expect(asked).toEqual([`${BASE}/api/v2/trace/abc`]);
});

test('the latest traces are asked for within bounds', async () => {
  const { zipkin, asked } = answering(() => Response.json([[SPAN], [null]]));
  expect(await zipkin.traces({ limit: 20, lookback: 60_000 })).toEqual({
    ok: true,
    value: [[SPAN]],
    unreadable: 1,
  });
  expect(asked).toEqual([`${BASE}/api/v2/traces?limit=20&lookback=60000`]);
});

test('several traces are asked for in one question', async () => {
  const { zipkin, asked } = answering(() => Response.json([[SPAN], []]));
  expect(await zipkin.traceMany(['abc', 'de,f'])).toEqual({
    ok: true,
    value: [[SPAN]],
    unreadable: 0,
  });
  expect(asked).toEqual([`${BASE}/api/v2/traceMany?traceIds=abc,de%2Cf`]);
});

test('one of several is one, since Zipkin refuses the other question for it', async () => {
  const { zipkin, asked } = answering(() => Response.json([SPAN]));
  expect(await zipkin.traceMany(['abc'])).toMatchObject({ ok: true, value: [[SPAN]] });
  expect(asked).toEqual([`${BASE}/api/v2/trace/abc`]);
});

test('a trace that has not arrived yet has no spans', async () => {
  const { zipkin } = answering(() => new Response('abc not found', { status: 404 }));
  expect(await zipkin.trace('abc')).toEqual({ ok: true, value: [] });
});

test('a list that is not found is a problem, since there is always one', async () => {
  const { zipkin } = answering(() => new Response('', { status: 404 }));
  expect(await zipkin.traces({})).toMatchObject({ ok: false, problem: { type: 'status' } });
});

test('Zipkin’s own words come with its refusal', async () => {
  const { zipkin } = answering(() => new Response('limit <= 0\n', { status: 400 }));
  const answer = await zipkin.traces({ limit: -1 });
  expect(answer).toMatchObject({
    ok: false,
    problem: { type: 'status', status: 400, text: 'limit <= 0' },
  });
});

test('no answer comes with what to look at', async () => {
  const { zipkin } = answering(() => Promise.reject(new TypeError('Failed to fetch')));
  const answer = await zipkin.trace('abc');
  if (answer.ok) expect.unreachable();
  expect(answer.problem.type).toBe('unreachable');
  expect(answer.problem.message).toContain(BASE);
  expect(answer.problem.message).toMatch(/running.*CORS.*Content-Security-Policy/);
});

test('an answer that breaks off is no answer', async () => {
  const broken = new ReadableStream({ start: (stream) => stream.error(new Error('reset')) });
  const { zipkin } = answering(() => new Response(broken));
  expect(await zipkin.trace('abc')).toMatchObject({ problem: { type: 'unreachable' } });
});

test.each(['<!doctype html>', '', '{"traces":[]}', 'null'])('%j is not an answer', async (text) => {
  const { zipkin } = answering(() => new Response(text));
  expect(await zipkin.trace('abc')).toMatchObject({ ok: false, problem: { type: 'malformed' } });
});

test('the NUL characters that Zipkin 3.6 may add are taken away', async () => {
  const { zipkin } = answering(() => new Response(`${JSON.stringify([SPAN])}\0\0\0`));
  expect(await zipkin.trace('abc')).toMatchObject({ ok: true, value: [SPAN] });
});

test('who aborts gets no answer, but the reason', async () => {
  const abort = new AbortController();
  const { zipkin } = answering(() => new Promise(() => {}));
  const answer = zipkin.trace('abc', abort.signal);
  abort.abort();
  await expect(answer).rejects.toBe(abort.signal.reason);
});

test('no credentials are sent, which Zipkin’s CORS would refuse', async () => {
  const { zipkin, sent } = answering(() => Response.json([]));
  await zipkin.trace('abc');
  expect(sent).toMatchObject([{ credentials: 'omit' }]);
});

test('a trace is shown by Zipkin at its own address', () => {
  const zipkin = createZipkin({ base: `${BASE}/`, fetch });
  expect(zipkin.traceUrl('abc')).toBe(`${BASE}/zipkin/traces/abc`);
});

test('an id is an id, and no path', async () => {
  const { zipkin, asked } = answering(() => Response.json([]));
  await zipkin.trace('../services?x=');
  expect(asked).toEqual([`${BASE}/api/v2/trace/..%2Fservices%3Fx%3D`]);
});

/** A Zipkin at the other end of a network that does as it is told. */
function answering(answer: () => Response | Promise<Response>) {
  const asked: string[] = [];
  const sent: (RequestInit | undefined)[] = [];
  const zipkin = createZipkin({
    base: BASE,
    fetch(input, init) {
      asked.push(String(input));
      sent.push(init);
      const aborted = new Promise<never>((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
      return Promise.race([Promise.resolve(answer()), aborted]);
    },
  });
  return { zipkin, asked, sent };
}
