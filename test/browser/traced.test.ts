import { expect, test, vi } from 'vitest';
import { ELSEWHERE, newKey, seen, traceHeadersOf, usePages } from '../fixtures/pages.ts';

const { trace, library, traced } = usePages();

test('a fetch that is given a span is its child, wherever it is called', async () => {
  const { page, rootspan, spanOf } = trace();
  const span = rootspan.startSpan('checkout');
  await new Promise((resolve) => setTimeout(resolve));
  const answer = await library().tracedFetch(span, '/__echo/child', { method: 'POST', body: 'x' });
  expect(answer).toBeInstanceOf(page.Response);
  expect(await answer.json()).toMatchObject({ method: 'POST', body: 'x' });
  expect((await spanOf('/__echo/child')).parentId).toBe(span.context.spanId);
  await page.fetch('/__echo/stranger');
  expect((await spanOf('/__echo/stranger')).parentId).toBeUndefined();
});

test('its failures are those of fetch, and where nothing is traced it is fetch', async () => {
  const { page, rootspan } = trace();
  const span = rootspan.startSpan('work');
  const failing = () => library().tracedFetch(span, 'http://localhost:1/');
  await expect(failing()).rejects.toBeInstanceOf(page.TypeError);
  await rootspan.stop();
  await expect(failing()).rejects.toBeInstanceOf(page.TypeError);
  expect((await library().tracedFetch(undefined, '/__echo')).status).toBe(200);
});

test('work can be run under a span that is open already', async () => {
  const { page, rootspan, spanOf } = trace();
  const span = rootspan.startSpan('work');
  const problem = new Error('mine');
  await expect(rootspan.run(span, () => Promise.reject(problem))).rejects.toBe(problem);
  await rootspan.run(span, () => page.fetch('/__echo/part'));
  expect((await spanOf('/__echo/part')).parentId).toBe(span.context.spanId);
});

test('the active trace can be named, in log lines too', async () => {
  const { rootspan } = trace();
  const { console } = traced();
  const info = vi.spyOn(console, 'info').mockImplementation(() => {});
  const log = library().tracedLog();
  log.info('before %s', 1);
  await rootspan.trace('work', ({ context: { traceId } }) => {
    expect(rootspan.traceId()).toBe(traceId);
    log.info('order %s placed', 7);
    log.info({ a: 1 });
    expect(info.mock.calls.slice(1)).toEqual([
      [`[${traceId}] order %s placed`, 7],
      [`[${traceId}]`, { a: 1 }],
    ]);
  });
  expect(info.mock.calls[0]).toEqual(['before %s', 1]);
  const span = rootspan.startSpan('later', { parent: null });
  library().tracedLog(span).info('x');
  expect(info.mock.lastCall).toEqual([`[${span.context.traceId}] x`]);
  info.mockRestore();
});

test('the console can be had to name the trace in each line, until it stops', async () => {
  const { console } = traced();
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { rootspan } = trace({ instruments: [library().consolePrefix()] });
  await rootspan.trace('work', ({ context }) => {
    console.warn('slow', 1);
    expect(warn.mock.lastCall).toEqual([`[${context.traceId}] slow`, 1]);
  });
  console.warn('slow');
  expect(warn.mock.lastCall).toEqual(['slow']);
  await rootspan.stop();
  expect(console.warn).toBe(warn);
  warn.mockRestore();
});

test('baggage goes where it is named, beside the trace, and an own one is no trace', async () => {
  const { page } = trace({
    propagateTo: [{ match: ELSEWHERE, formats: ['b3', library().baggage({ tenant: 'acme' })] }],
  });
  const headersAt = async (url: string, headers = {}) => {
    const key = newKey();
    await page.fetch(`${url}?cors&key=${key}`, { headers });
    return traceHeadersOf((await seen(key)).at(-1)!);
  };
  expect(await headersAt(`${ELSEWHERE}/__echo`)).toEqual({
    b3: expect.any(String),
    baggage: 'tenant=acme',
  });
  expect(await headersAt('/__echo')).not.toHaveProperty('baggage');
  expect(await headersAt(`${ELSEWHERE}/__echo`, { baggage: 'mine=1' })).toEqual({
    b3: expect.any(String),
    baggage: 'mine=1',
  });
});
