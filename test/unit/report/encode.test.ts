import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode, encodeInHalf, measure } from '../../../src/report/encode.ts';
import type { ZipkinSpan } from '../../../src/report/zipkin.ts';

const SPAN: ZipkinSpan = { traceId: '463ac35c9f6413ad', id: 'a2fb4a1d1a96d312', name: 'get' };

test('a span weighs what it does on the wire', () => {
  const { text, bytes } = encode({ ...SPAN, tags: { price: '5 €' } }, 1000);
  expect(bytes).toBe(Buffer.byteLength(text));
  expect(JSON.parse(text).tags).toEqual({ price: '5 €' });
});

test.each(['', 'plain', 'naïve', '5 €', '👋', '\u{7f}\u{80}', '\ud800'])(
  'bytes are those of UTF-8: %j',
  (text) => {
    expect(measure(text).bytes).toBe(Buffer.byteLength(text));
  },
);

test('one that is too large is cut at its longest tag, and not much more than it has to be', () => {
  const tags = { path: '/cart', stack: 'x'.repeat(3000), body: 'y'.repeat(500) };
  const cut = JSON.parse(encode({ ...SPAN, tags }, 2000).text);
  expect(cut.tags).toEqual({
    ...tags,
    stack: expect.stringMatching(/^x{950,1400}$/),
    'rootspan.cut': 'stack',
  });
});

test('long tags are cut alike', () => {
  const tags = { stack: 'x'.repeat(3000), body: 'y'.repeat(2000) };
  const cut = JSON.parse(encode({ ...SPAN, tags }, 2000).text);
  expect(cut.tags['rootspan.cut']).toBe('stack,body');
  expect(cut.tags.stack.length).toBe(cut.tags.body.length);
  expect(cut.tags.stack.length).toBeGreaterThan(600);
});

test('annotations go when no tag is long, and short tags at last', () => {
  const annotations = Array.from({ length: 64 }, (_, timestamp) => ({
    timestamp,
    value: 'moment',
  }));
  const cut = JSON.parse(encode({ ...SPAN, annotations, tags: { a: 'b' } }, 700).text);
  expect(cut.annotations.length).toBe(10);
  expect(cut.tags).toEqual({ a: 'b', 'rootspan.cut': 'annotations' });
});

test('whatever is in a span, it fits in the end', () => {
  const text = fc.string({ unit: 'binary', maxLength: 2048 });
  const tags = fc.dictionary(text, text, { maxKeys: 64 });
  fc.assert(
    fc.property(tags, fc.array(text, { maxLength: 128 }), (tags, values) => {
      const annotations = values.map((value) => ({ timestamp: 1, value }));
      const { text, bytes } = encode({ ...SPAN, tags, annotations }, 4000);
      expect(bytes).toBe(Buffer.byteLength(text));
      expect(bytes).toBeLessThanOrEqual(4000);
      expect(JSON.parse(text)).toMatchObject(SPAN);
    }),
    { numRuns: 100 },
  );
});

test('half of a span is half its bytes, or nothing', () => {
  const whole = encode({ ...SPAN, tags: { stack: 'x'.repeat(3000) } }, 10_000);
  expect(encodeInHalf(whole)?.bytes).toBeLessThanOrEqual(whole.bytes / 2);
  expect(encodeInHalf(encode(SPAN, 1000))).toBeUndefined();
  expect(encodeInHalf(measure('no JSON'))).toBeUndefined();
});
