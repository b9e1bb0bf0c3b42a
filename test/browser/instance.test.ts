/** What the running instance promises to the app that calls it. */
import { afterEach, expect, test, vi } from 'vitest';
import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import type { Instrument } from '../../src/instrument/instrument.ts';
import { newKey, seen, usePages, ZIPKIN } from '../fixtures/pages.ts';

const { trace } = usePages();

afterEach(() => vi.restoreAllMocks());

/** A promise that is rejected, as one sees it. */
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error) => error,
  );

test('trace() gives what the work gives, and its span lasts as long', async () => {
  const { rootspan, spans } = trace();
  expect(await rootspan.trace('work', async (span) => span.tag('a', 1) && 'done')).toBe('done');
  await expect.poll(() => spans.find(({ name }) => name === 'work')?.tags).toEqual({ a: '1' });
});

test.each([
  [
    'throws',
    (error: unknown) => {
      throw error;
    },
  ],
  ['rejects', (error: unknown) => Promise.reject(error)],
])(
  'where the work %s, trace() rejects with that very error, and the span has it',
  async (_, fail) => {
    const { rootspan, spans } = trace();
    const error = new Error('no bread');
    expect(await failureOf(rootspan.trace('work', () => fail(error)))).toBe(error);
    await expect
      .poll(() => spans.find(({ name }) => name === 'work')?.tags)
      .toEqual({ error: 'no bread' });
  },
);

test('nothing that the app calls wrongly throws', () => {
  const { rootspan } = trace();
  // Calls that the types forbid, as untyped callers make them.
  const call = rootspan as unknown as Record<string, (...args: unknown[]) => unknown>;
  const span = rootspan.startSpan('work');
  for (const wrong of [undefined, null, 42, 'text', Symbol('s'), {}, () => 1]) {
    expect(() => call.startSpan?.(wrong, wrong)).not.toThrow();
    expect(() =>
      call.startSpan?.('work', { kind: wrong, parent: wrong, tags: wrong, startTime: wrong }),
    ).not.toThrow();
    expect(() => call.inject?.(wrong, wrong)).not.toThrow();
    expect(() => call.inject?.(span, wrong)).not.toThrow();
    expect(() => call.extract?.(wrong)).not.toThrow();
  }
  expect(() =>
    Object.assign(call)
      .startSpan('x', { kind: () => 1 })
      .finish(),
  ).not.toThrow();
});

test('of no span there is nothing to inject', () => {
  const headers = new Headers();
  trace().rootspan.inject(undefined, headers);
  expect([...headers]).toEqual([]);
});

test('an instrument that throws takes nothing of the page with it', () => {
  const { rootspan, page } = trace();
  rootspan.stop();
  const { fetch } = page;
  const broken = () => {
    throw new Error('broken');
  };
  expect(() => trace({ instruments: [broken] })).toThrow('broken');
  expect(page.fetch).toBe(fetch);
  expect(trace().page.fetch).not.toBe(fetch);
});

test('an instrument that was not made, only named, is refused, and leaves nothing behind', () => {
  const { page, rootspan } = trace();
  rootspan.stop();
  const { fetch } = page;
  const telepathy = () => (setup: unknown) => () => setup;
  expect(() => trace({ instruments: [telepathy as unknown as Instrument] })).toThrow(
    'rootspan: instruments has telepathy, not telepathy()',
  );
  expect(page.fetch).toBe(fetch);
});

test('an instrument that throws when it is stopped keeps no other from being stopped', async () => {
  const { page, rootspan } = trace();
  rootspan.stop();
  const { fetch } = page;
  const broken = () => () => {
    throw new Error('stuck');
  };
  await trace({ instruments: [broken] }).rootspan.stop();
  expect(page.fetch).toBe(fetch);
});

test('what is finished is sent when the page is hidden', async () => {
  const key = newKey();
  const { page, rootspan } = trace({ zipkin: `${ZIPKIN}?key=${key}` });
  rootspan.startSpan('seen last').finish();
  vi.spyOn(page.document, 'visibilityState', 'get').mockReturnValue('hidden');
  page.document.dispatchEvent(new page.Event('visibilitychange'));
  const names = async () =>
    (await seen(key)).flatMap(({ body }): ZipkinSpan[] => JSON.parse(body)).map(({ name }) => name);
  // At once: a batch would linger for a second.
  await expect.poll(names, { timeout: 900 }).toContain('seen last');
});

test('a Zipkin that never answers holds one of the page’s connections, and no more', async () => {
  const key = newKey();
  const { rootspan } = trace({ zipkin: `/__never/api/v2/spans?key=${key}` });
  for (let i = 0; i < 3; i++) {
    rootspan.startSpan(`${i}`).finish();
    void rootspan.flush();
    await new Promise((resolve) => setTimeout(resolve, 1200));
  }
  expect(await seen(key)).toHaveLength(1);
});

test('while Zipkin is slow, the page’s own keepalive requests and beacons find room', async () => {
  const { page, rootspan } = trace({ zipkin: `/__never/api/v2/spans?key=${newKey()}` });
  const finishMany = () => {
    for (let i = 0; i < 100; i++) rootspan.startSpan('x'.repeat(1000)).finish();
  };
  finishMany();
  void rootspan.flush();
  finishMany();
  const body = 'x'.repeat(30 * 1024);
  const answer = await page.fetch('/__echo', { method: 'POST', keepalive: true, body });
  expect((await answer.json()).body).toBe(body);
  page.dispatchEvent(new page.Event('pagehide'));
  expect(page.navigator.sendBeacon('/__echo', 'x'.repeat(15 * 1024))).toBe(true);
});
