import fc from 'fast-check';
import { expect, test } from 'vitest';
import { b3multi } from '../../../src/propagate/b3.ts';
import { readCarrier } from '../../../src/propagate/carrier.ts';
import { createPropagation } from '../../../src/propagate/formats.ts';
import { w3c } from '../../../src/propagate/w3c.ts';
import { childOf, isContext, type TraceContext } from '../../../src/trace/context.ts';
import { createIds } from '../../../src/trace/ids.ts';
import { anyContext, inject, readsAnything } from '../../fixtures/contexts.ts';

// The example of the specification: https://www.w3.org/TR/trace-context-2/#examples-of-http-traceparent-headers
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const VALID = `00-${TRACE}-${SPAN}-01`;

const format = w3c();
const extract = (traceparent: string, tracestate?: string) =>
  format.extract(
    readCarrier(tracestate === undefined ? { traceparent } : { traceparent, tracestate }),
  );

test.each([
  [VALID, 'accept'],
  [`00-${TRACE}-${SPAN}-00`, 'deny'],
  // Random ids, and flags that nobody knows yet.
  [`00-${TRACE}-${SPAN}-03`, 'accept', true],
  [`00-${TRACE}-${SPAN}-02`, 'deny', true],
  [`00-${TRACE}-${SPAN}-ff`, 'accept', true],
  [`00-${TRACE}-${SPAN}-fd`, 'accept'],
  // Later versions: https://github.com/w3c/trace-context/blob/main/test/test.py
  [`cc-${TRACE}-${SPAN}-01`, 'accept'],
  [`cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, 'accept'],
  [` ${VALID}\t`, 'accept'],
])('reads %s', (header, sampling, random?: boolean) => {
  expect(extract(header)).toEqual({ traceId: TRACE, spanId: SPAN, sampling, random });
});

// https://www.w3.org/TR/trace-context-2/#random-trace-id-flag
test.each([
  ['00', '00'],
  ['01', '01'],
  ['02', '02'],
  ['03', '03'],
  // What nobody knows yet has to be zero.
  ['ff', '03'],
  ['fc', '00'],
])('flags of %s are passed on as %s', (given, passedOn) => {
  // What it has read is of its own type.
  const above = extract(`00-${TRACE}-${SPAN}-${given}`) as TraceContext;
  const { traceparent } = inject(format, childOf(createIds(), above));
  expect(traceparent).toMatch(new RegExp(`^00-${TRACE}-[\\da-f]{16}-${passedOn}$`));
});

// Those of the specification's own suite, test_traceparent_…: https://github.com/w3c/trace-context/tree/main/test
test.each([
  '',
  `${VALID}.`,
  `${VALID}-what-the-future-will-be-like`,
  `cc-${TRACE}-${SPAN}-01.what-the-future-will-not-be-like`,
  `ff-${TRACE}-${SPAN}-01`,
  `.0-${TRACE}-${SPAN}-01`,
  `0.-${TRACE}-${SPAN}-01`,
  `000-${TRACE}-${SPAN}-01`,
  `0-${TRACE}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-.${TRACE.slice(1)}-${SPAN}-01`,
  `00-${TRACE.slice(1)}.-${SPAN}-01`,
  `00-${TRACE}0-${SPAN}-01`,
  `00-${TRACE.slice(1)}-${SPAN}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE}-.${SPAN.slice(1)}-01`,
  `00-${TRACE}-${SPAN}0-01`,
  `00-${TRACE}-${SPAN.slice(1)}-01`,
  `00-${TRACE}-${SPAN.toUpperCase()}-01`,
  `00-${TRACE}-${SPAN}-.0`,
  `00-${TRACE}-${SPAN}-0.`,
  `00-${TRACE}-${SPAN}-001`,
  `00-${TRACE}-${SPAN}-1`,
  `00-${TRACE}-${SPAN}-0A`,
  `00-${TRACE}-${SPAN}`,
  // Two of them, as a browser joins headers.
  `${VALID}, ${VALID}`,
])('takes nothing from "%s"', (header) => {
  expect(extract(header)).toBeUndefined();
});

test.each([
  'foo=1',
  'foo=1,bar=2',
  'foo=1 \t , \t bar=2, \t baz=3',
  'foo=1,',
  'foo=1,,bar=2',
  't-_*/@system=1',
  '0key=opaque value !"#$%&',
  `foo=${'v'.repeat(256)}`,
  Array.from({ length: 32 }, (_, i) => `bar${i}=${i}`).join(),
])('tracestate is passed on as it came: %s', (tracestate) => {
  const context = extract(VALID, tracestate);
  expect(context).toMatchObject({ traceId: TRACE, tracestate });
  const child = childOf(createIds(), {
    traceId: TRACE,
    spanId: SPAN,
    sampling: 'accept',
    tracestate,
  });
  expect(inject(format, child)).toMatchObject({ tracestate });
});

// test_tracestate_…: what is wrong with it must not cost the trace.
test.each([
  '',
  'foo',
  'foo=',
  'foo =1',
  'FOO=1',
  'foo=bar=baz',
  'foo@=1,bar=2',
  '@foo=1,bar=2',
  'foo@@bar=1,bar=2',
  'foo=1,foo=2',
  'foo.bar=1',
  'foo=\u0000',
  `${'z'.repeat(257)}=1`,
  `foo=${'v'.repeat(257)}`,
  `foo=${'v'.repeat(250)},bar=${'v'.repeat(250)},baz=${'v'.repeat(10)}`,
  Array.from({ length: 33 }, (_, i) => `bar${i}=${i}`).join(),
])('a tracestate of "%s" is dropped, and the trace joined', (tracestate) => {
  expect(extract(VALID, tracestate)).toEqual({ traceId: TRACE, spanId: SPAN, sampling: 'accept' });
});

test('without traceparent, tracestate says nothing', () => {
  expect(format.extract(readCarrier({ tracestate: 'foo=1' }))).toBeUndefined();
});

test('a context comes back as it went in, but for what W3C has no word for', () => {
  fc.assert(
    fc.property(anyContext, ({ traceId, spanId, parentId, sampling }) => {
      const headers = inject(format, { traceId, spanId, parentId, sampling });
      expect(headers.traceparent).toHaveLength(55);
      expect(format.extract(readCarrier(headers))).toEqual({
        traceId: traceId.padStart(32, '0'),
        spanId,
        sampling: sampling === 'accept' || sampling === 'debug' ? 'accept' : 'deny',
      });
    }),
  );
});

test('no text whatever makes it throw, or make up a context', () => {
  readsAnything(format, isContext);
});

test('several formats at once agree on the ids', () => {
  const headers: Record<string, string> = {};
  createPropagation([b3multi, format]).inject(
    { traceId: TRACE, spanId: SPAN, sampling: 'deny' },
    (name, value) => {
      headers[name] = value;
    },
  );
  expect(headers).toEqual({
    'X-B3-TraceId': TRACE,
    'X-B3-SpanId': SPAN,
    'X-B3-Sampled': '0',
    traceparent: `00-${TRACE}-${SPAN}-00`,
  });
});
