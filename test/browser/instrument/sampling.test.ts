import { describe, expect, test } from 'vitest';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { byRoute, corsBreaker, debug, keep, rateLimit, redact } from '../../../src/index.ts';
import { DEBUG } from '../../../src/instrument/debug.ts';
import { expectToAddUp } from '../../fixtures/ledger.ts';
import { newKey, seen, type Traced, traceHeadersOf, usePages } from '../../fixtures/pages.ts';

const { trace, library, traced: tracedPage } = usePages();

/** Reports of a page, under a key of their own. */
function reporting() {
  const key = newKey();
  return {
    zipkin: `/zipkin/api/v2/spans?key=${key}`,
    reported: async ({ rootspan }: Traced) => {
      await rootspan.flush();
      return (await seen(key)).flatMap(({ body }): ZipkinSpan[] => JSON.parse(body));
    },
  };
}

async function decisionOf({ page, spanOf }: Traced, path = '/__echo') {
  const key = newKey();
  await (await page.fetch(`${path}?key=${key}`)).text();
  const { tags, debug } = await spanOf(path);
  const headers = traceHeadersOf((await seen(key))[0]!);
  return {
    tag: tags?.['rootspan.sampling'],
    sampled: headers['x-b3-sampled'],
    flags: headers['x-b3-flags'],
    debug,
  };
}

describe('the root says what was decided, and why; the backends are told', () => {
  test('all are reported, and there is nothing to explain', async () => {
    expect(await decisionOf(trace())).toEqual({ sampled: '1' });
  });

  test('by rate', async () => {
    expect(await decisionOf(trace({ sampleRate: 0 }))).toEqual({
      tag: 'deny: rate 0',
      sampled: '0',
    });
  });

  test('by route, before the rate', async () => {
    const traced = trace({ sampleRate: 0, samplers: [byRoute({ '/__echo/pay': 1 })] });
    expect(await decisionOf(traced, '/__echo/pay')).toMatchObject({
      tag: 'accept: route /__echo/pay',
      sampled: '1',
    });
    expect(await decisionOf(traced)).toMatchObject({ tag: 'deny: rate 0' });
  });

  test('by limit', async () => {
    const traced = trace({ samplers: [rateLimit(1)] });
    expect((await decisionOf(traced, '/__echo/1')).tag).toBe('accept: limit 1/s');
    expect((await decisionOf(traced, '/__echo/2')).tag).toBe('deny: limit 1/s');
  });

  test('by the app’s own function, which may throw', async () => {
    const traced = trace({
      sampleRate: 0,
      samplers: [
        (_, { name }) => {
          if (name.includes('mine')) return { sampling: 'accept', reason: 'mine' };
          throw new Error('mine');
        },
      ],
    });
    expect((await decisionOf(traced, '/__echo/mine')).tag).toBe('accept: mine');
    expect((await decisionOf(traced)).tag).toBe('deny: rate 0');
  });

  test('by whoever began the trace; what was deferred is decided here', async () => {
    const { rootspan, spans } = trace({ sampleRate: 0 });
    const ids = { traceId: '7'.repeat(32), spanId: '1'.repeat(16) };
    for (const [given, sampling, reason] of [
      ['accept', 'accept', 'parent'],
      ['debug', 'debug', 'parent'],
      ['deny', 'deny', 'parent'],
      ['defer', 'deny', 'rate 0'],
    ] as const) {
      const span = rootspan.startSpan('work', { parent: { ...ids, sampling: given } });
      expect(span.context).toMatchObject({ traceId: ids.traceId, sampling });
      // Within the trace, nothing is decided again.
      const part = rootspan.startSpan('part', { parent: span });
      expect(part.context.sampling).toBe(sampling);
      part.finish();
      span.finish();
      const tags = () => spans.slice(-2).map((one) => one.tags?.['rootspan.sampling']);
      await expect.poll(tags).toEqual([undefined, `${sampling}: ${reason}`]);
    }
  });
});

describe('debug', () => {
  test('is forced by the app, for traces that begin from then on', async () => {
    const debugging = debug();
    const traced = trace({ sampleRate: 0, instruments: [debugging] });
    debugging.force();
    expect(await decisionOf(traced)).toEqual({
      tag: 'debug: forced by the app',
      flags: '1',
      debug: true,
    });
    debugging.force(false);
    expect((await decisionOf(traced, '/__echo/after')).tag).toBe('deny: rate 0');
  });

  test('is forced by the panel, and by no other event of that name', async () => {
    const page = tracedPage();
    const traced = trace({ sampleRate: 0, instruments: [library().debug()] });
    page.dispatchEvent(new page.Event(DEBUG));
    expect((await decisionOf(traced, '/__echo/1')).tag).toBe('deny: rate 0');
    page.dispatchEvent(new page.MessageEvent(DEBUG, { data: true }));
    expect((await decisionOf(traced, '/__echo/2')).tag).toBe('debug: forced by the panel');
    page.dispatchEvent(new page.MessageEvent(DEBUG, { data: false }));
    expect((await decisionOf(traced, '/__echo/3')).tag).toBe('deny: rate 0');
  });

  test('is forced by a parameter of the address, where one is named', async () => {
    const page = tracedPage();
    const before = page.location.href;
    const tagAt = async (search: string, parameter?: string) => {
      page.history.replaceState(null, '', search);
      const traced = trace({ sampleRate: 0, instruments: [library().debug({ parameter })] });
      const { tag } = await decisionOf(traced);
      await traced.rootspan.stop();
      page.history.replaceState(null, '', before);
      return tag;
    };
    expect(await tagAt('?trace', 'trace')).toBe('debug: forced by ?trace');
    expect(await tagAt('?other', 'trace')).toBe('deny: rate 0');
    expect(await tagAt('?trace')).toBe('deny: rate 0');
  });
});

describe('of traces that are not sampled', () => {
  test('those that fail are reported whole, with what the backends were told', async () => {
    const { zipkin, reported } = reporting();
    const traced = trace({ zipkin, sampleRate: 0, instruments: [keep({ errors: true })] });
    const { page, rootspan, spanOf } = traced;
    await rootspan.trace('work', async (span) => {
      await page.fetch('/__echo/well');
      await spanOf('/__echo/well');
      rootspan.startSpan('part', { parent: span }).error('broken').finish();
    });
    await page.fetch('/__echo/alone');
    await spanOf('/__echo/alone');
    const spans = await reported(traced);
    expect(spans.map(({ name }) => name).sort()).toEqual(['get /__echo/well', 'part', 'work']);
    for (const { tags } of spans) {
      expect(tags).toHaveProperty(['rootspan.kept'], 'error; backends were told not to');
    }
    expect(spans.find(({ name }) => name === 'work')?.tags).toMatchObject({
      'rootspan.sampling': 'deny: rate 0',
    });
  });

  test('those that take long are reported, and what waits is counted', async () => {
    const { zipkin, reported } = reporting();
    const traced = trace({ zipkin, sampleRate: 0, instruments: [keep({ slowerThan: '50ms' })] });
    await traced.page.fetch('/__echo/quick');
    await traced.spanOf('/__echo/quick');
    expect(traced.rootspan.ledger()).toMatchObject({ held: 1, sampledOut: 0 });
    await traced.page.fetch('/__echo/slow?after=60');
    await traced.spanOf('/__echo/slow');
    const spans = await reported(traced);
    expect(spans.map(({ tags }) => tags?.['http.path'])).toEqual(['/__echo/slow']);
    expect(spans[0]?.tags).toHaveProperty(['rootspan.kept'], 'slow; backends were told not to');
    expect(traced.rootspan.ledger()).toMatchObject({ held: 1, sampledOut: 0, delivered: 1 });
    expectToAddUp(traced.rootspan.ledger());
  });

  test('those with a poor vital are reported', async () => {
    const { zipkin, reported } = reporting();
    const traced = trace({ zipkin, sampleRate: 0, instruments: [keep({ vitals: 'poor' })] });
    const rated = (name: string, rating: string) =>
      traced.rootspan.startSpan(name, { tags: { 'web_vitals.lcp.rating': rating } }).finish();
    rated('good load', 'good');
    rated('fair load', 'needs-improvement');
    rated('poor load', 'poor');
    expect((await reported(traced)).map(({ name }) => name)).toEqual(['poor load']);
  });

  test('those with one that is less than good are, too, where that is enough', async () => {
    const { zipkin, reported } = reporting();
    const instruments = [keep({ vitals: 'needs-improvement' })];
    const traced = trace({ zipkin, sampleRate: 0, instruments });
    for (const rating of ['good', 'needs-improvement', 'poor']) {
      traced.rootspan.startSpan(rating, { tags: { 'web_vitals.inp.rating': rating } }).finish();
    }
    const names = (await reported(traced)).map(({ name }) => name);
    expect(names).toEqual(['needs-improvement', 'poor']);
  });

  test('backends may be left to decide for themselves', async () => {
    const { zipkin, reported } = reporting();
    const instruments = [keep({ errors: true, defer: true })];
    const traced = trace({ zipkin, sampleRate: 0, instruments });
    expect(await decisionOf(traced, '/__echo')).toEqual({ tag: 'defer: rate 0' });
    await traced.page.fetch('/__echo/bad?status=500');
    await traced.spanOf('/__echo/bad');
    const [span, ...others] = await reported(traced);
    expect(span?.tags).toHaveProperty(['rootspan.kept'], 'error; backends were left to decide');
    expect(others).toEqual([]);
  });

  test('only so many wait, and what is sampled doesn’t', async () => {
    const { rootspan } = trace({ sampleRate: 0, instruments: [keep({ errors: true })] });
    for (let i = 0; i < 200; i++) rootspan.startSpan('work').finish();
    expect(rootspan.ledger()).toMatchObject({ held: 50, sampledOut: 150 });
    const parent = rootspan.startSpan('many');
    for (let i = 0; i < 200; i++) rootspan.startSpan('part', { parent }).finish();
    expect(rootspan.ledger()).toMatchObject({ held: 149, sampledOut: 251, open: 1 });
    await rootspan.stop();
    expect(rootspan.ledger()).toMatchObject({ held: 0, sampledOut: 400 });
    expectToAddUp(rootspan.ledger());
  });

  test('the one that goes on is held the longest', async () => {
    const { zipkin, reported } = reporting();
    const traced = trace({ zipkin, sampleRate: 0, instruments: [keep({ errors: true })] });
    const parent = traced.rootspan.startSpan('long');
    for (let i = 0; i < 200; i++) {
      traced.rootspan.startSpan('work').finish();
      traced.rootspan.startSpan(`part ${i % 2}`, { parent }).finish();
    }
    parent.error('broken').finish();
    expect(await reported(traced)).toHaveLength(100);
  });

  test('those of which the app hides the error are reported, without it', async () => {
    const { zipkin, reported } = reporting();
    const instruments = [
      redact((value, key) => (key === 'error' ? undefined : value)),
      keep({ errors: true }),
    ];
    const traced = trace({ zipkin, sampleRate: 0, instruments });
    traced.rootspan.startSpan('work').error('secret').finish();
    const [span, ...others] = await reported(traced);
    expect(span?.tags).toMatchObject({ 'rootspan.kept': 'error; backends were told not to' });
    expect(span?.tags).not.toHaveProperty('error');
    expect(others).toEqual([]);
  });
});

test.each(['1', 'soon', '-1s', -1, Number.NaN])('%s is no time', (slowerThan) => {
  expect(() => keep({ slowerThan })).toThrow(
    new TypeError(`rootspan: slowerThan is ${slowerThan}; it has to be a time, such as "1s"`),
  );
});

test.each([undefined, null, 'errors'])('what is to be kept is not said by %s', (options) => {
  // Of the wrong type, as in JavaScript.
  expect(() => keep(options as never)).toThrow(`rootspan: keep is ${options}; it has to say what`);
});

test.each([
  ['error is not an option of keep', () => keep({ error: true } as never)],
  ['param is not an option of debug', () => debug({ param: 'trace' } as never)],
  ['retries is not an option of corsBreaker', () => corsBreaker({ retries: 1 } as never)],
])('what would do nothing is refused: %s', (message, create) => {
  // Mistyped, as in JavaScript.
  expect(create).toThrow(new TypeError(`rootspan: ${message}`));
});

test('a vital can be rated only so badly', () => {
  // Of the wrong type, as in JavaScript.
  expect(() => keep({ vitals: 'bad' as never })).toThrow(
    new TypeError('rootspan: vitals is bad; it has to be "poor" or "needs-improvement"'),
  );
});
