import { expect, test } from 'vitest';
import type { Clock } from '../../../src/trace/clock.ts';
import { createSpan, type FinishedSpan, type SpanStart } from '../../../src/trace/span.ts';

const CONTEXT = {
  traceId: '0'.repeat(31) + 1,
  spanId: '0'.repeat(15) + 2,
  sampling: 'accept',
} as const;

/** A span on a clock that stands at 5 ms, 1 ms after each look. */
function begin(start: Partial<SpanStart> = {}) {
  let time = 5;
  const clock: Clock = { now: () => time++, epoch: (at) => 1_000_000 + at * 1000 };
  const finished: FinishedSpan[] = [];
  return {
    finished,
    span: createSpan(CONTEXT, { name: 'work', ...start }, clock, (span) => finished.push(span)),
  };
}

test('a finished span is plain data', () => {
  const { span, finished } = begin({ kind: 'CLIENT', startTime: 1, tags: { a: 1 } });
  span.tag('b', true).annotate('half-way', 3).setRemote({ serviceName: 'shop' }).finish(11);
  expect(finished).toEqual([
    {
      context: CONTEXT,
      name: 'work',
      kind: 'CLIENT',
      startTime: 1,
      timestamp: 1_001_000,
      duration: 10_000,
      remote: { serviceName: 'shop' },
      tags: { a: '1', b: 'true' },
      annotations: [{ timestamp: 1_003_000, value: 'half-way' }],
    },
  ]);
});

test('a span is over once: what comes after is ignored', () => {
  const { span, finished } = begin();
  span.finish();
  span.tag('late', 1).error('late').annotate('late').setRemote({ port: 1 }).finish();
  expect(finished).toMatchObject([{ tags: {}, annotations: [], remote: undefined }]);
});

test('the shortest duration is one microsecond, as Zipkin has no zero', () => {
  const { span, finished } = begin({ startTime: 9 });
  span.finish(3);
  expect(finished[0]?.duration).toBe(1);
});

test('a time that cannot be told is now', () => {
  const { span, finished } = begin({ startTime: Number.NaN });
  span.finish(Number.POSITIVE_INFINITY);
  expect(finished[0]).toMatchObject({ timestamp: 1_005_000, duration: 1000 });
});

test.each([
  [new Error('no bread'), 'no bread'],
  [new DOMException('', 'AbortError'), 'AbortError'],
  ['just text', 'just text'],
  [undefined, 'undefined'],
  [404, '404'],
  [Object.create(null), ''],
  [
    Object.defineProperty(new Error(), 'message', {
      get: () => {
        throw new Error();
      },
    }),
    '',
  ],
])('an error of any kind marks the span: %#', (reason, text) => {
  const { span, finished } = begin();
  span.error(reason).finish();
  expect(finished[0]?.tags).toEqual({ error: text });
});

test('a tag can have any key, and tags that can’t be read cost no more than themselves', () => {
  const hostile = {
    first: 1,
    get second(): never {
      throw new Error('no');
    },
  };
  const { span, finished } = begin({ tags: hostile });
  span.tag('__proto__', 'a key like any other').finish();
  expect(Object.entries(finished[0]?.tags ?? {})).toEqual([['__proto__', 'a key like any other']]);
});

test('tags of any value become text, and none makes us throw', () => {
  const { span, finished } = begin();
  const hostile = [
    Symbol('s'),
    Object.create(null),
    null,
    undefined,
    1n,
    {
      toString: () => {
        throw new Error();
      },
    },
  ];
  // Values that the types forbid, as untyped callers give them.
  for (const [i, value] of hostile.entries()) span.tag(`k${i}`, value as never);
  span.finish();
  expect(finished[0]?.tags).toEqual({
    k0: 'Symbol(s)',
    k1: '',
    k2: 'null',
    k3: 'undefined',
    k4: '1',
    k5: '',
  });
});

test.each([
  ['a=b', 'a_b'],
  [' key ', 'key'],
  ['a and b', 'a_b'],
  ['key 1', 'key 1'],
])('a key of "%s" is told as "%s", which Zipkin can search for', (key, told) => {
  const { span, finished } = begin();
  span.tag(key, 'x').finish();
  expect(finished[0]?.tags).toEqual({ [told]: 'x' });
});

test('what is cut is cut between characters, and control characters are left out', () => {
  const { span, finished } = begin();
  span
    .tag('cut', `${'x'.repeat(2047)}😀`)
    .tag('whole', `${'x'.repeat(2046)}😀`)
    .tag('control', 'a\u0000\u001b[31mb\u0085\tc\nd')
    .annotate('\u0007bell')
    .finish();
  const { tags, annotations } = finished[0]!;
  expect(tags.cut).toBe('x'.repeat(2047));
  expect(tags.whole).toBe(`${'x'.repeat(2046)}😀`);
  expect(tags.control).toBe('a[31mb\tc\nd');
  expect(annotations[0]?.value).toBe('bell');
});

test('tags and annotations have bounds, and what is beyond them is counted', () => {
  const { span, finished } = begin();
  for (let i = 0; i < 70; i++) span.tag(`key ${i}`, 'x'.repeat(3000)).annotate('again');
  for (let i = 0; i < 70; i++) span.tag('key 1', i).annotate('again');
  span.finish();
  const { tags = {}, annotations = [] } = finished[0] ?? {};
  expect(Object.keys(tags)).toHaveLength(65);
  expect(tags).toMatchObject({
    'key 0': 'x'.repeat(2048),
    'key 1': '69',
    'rootspan.dropped': '18',
  });
  expect(annotations).toHaveLength(128);
});

test('a span during which the machine slept says so', () => {
  let slept = 0;
  const clock: Clock = { now: () => 5, epoch: (at) => slept + at * 1000 };
  const finished: FinishedSpan[] = [];
  const span = createSpan(CONTEXT, { name: 'work' }, clock, (span) => finished.push(span));
  slept = 3_600_000_000;
  span.finish();
  expect(finished[0]).toMatchObject({ timestamp: 5000, tags: { 'rootspan.clock': 'jumped' } });
});
