import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { b3multi, b3single } from '../../../src/propagate/b3.ts';
import { readCarrier } from '../../../src/propagate/carrier.ts';
import { createPropagation } from '../../../src/propagate/formats.ts';
import { anyContext, inject } from '../../fixtures/contexts.ts';

// The example of the specification: https://github.com/openzipkin/b3-propagation#single-header
const TRACE = '80f198ee56343ba864fe8b2a57d3eff7';
const SPAN = 'e457b5a2e4d86bd1';
const PARENT = '05e3ac9a4f6e3b90';
const IDS = { traceId: TRACE, spanId: SPAN, parentId: PARENT };

describe('B3 in many headers', () => {
  test.each([
    ['accept', { 'X-B3-Sampled': '1' }],
    ['deny', { 'X-B3-Sampled': '0' }],
    ['debug', { 'X-B3-Flags': '1' }],
    ['defer', {}],
  ] as const)('says %s by %o beside the ids', (sampling, decision) => {
    expect(inject(b3multi, { ...IDS, sampling })).toEqual({
      'X-B3-TraceId': TRACE,
      'X-B3-SpanId': SPAN,
      'X-B3-ParentSpanId': PARENT,
      ...decision,
    });
  });

  test('a root has no parent to name', () => {
    const headers = inject(b3multi, { traceId: TRACE, spanId: SPAN, sampling: 'accept' });
    expect(headers).not.toHaveProperty('X-B3-ParentSpanId');
  });

  test.each([
    [{ 'X-B3-Sampled': '1' }, { sampling: 'accept' }],
    [{ 'X-B3-Sampled': 'false' }, { sampling: 'deny' }],
    [{ 'X-B3-Flags': '1' }, { sampling: 'debug' }],
    [
      { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN },
      { traceId: TRACE, spanId: SPAN, sampling: 'defer' },
    ],
    [
      { 'X-B3-TraceId': TRACE.slice(16), 'X-B3-SpanId': SPAN, 'X-B3-Sampled': 'true' },
      { traceId: TRACE.slice(16), spanId: SPAN, sampling: 'accept' },
    ],
    [
      { 'X-B3-TraceId': TRACE, 'X-B3-SpanId': SPAN, 'X-B3-Sampled': '0', 'X-B3-Flags': '1' },
      { traceId: TRACE, spanId: SPAN, sampling: 'debug' },
    ],
  ])('reads %o', (headers, context) => {
    expect(b3multi.extract(readCarrier(headers))).toEqual(context);
  });

  test.each([
    [{}],
    [{ 'X-B3-TraceId': TRACE }],
    [{ 'X-B3-SpanId': SPAN }],
    [{ 'X-B3-TraceId': TRACE.toUpperCase(), 'X-B3-SpanId': SPAN }],
    [{ 'X-B3-TraceId': `${TRACE}0`, 'X-B3-SpanId': SPAN }],
    [{ 'X-B3-TraceId': '0'.repeat(32), 'X-B3-SpanId': SPAN }],
    [{ 'X-B3-TraceId': TRACE, 'X-B3-SpanId': '0'.repeat(16) }],
    [{ 'X-B3-TraceId': TRACE, 'X-B3-SpanId': SPAN, 'X-B3-ParentSpanId': '-' }],
    [{ 'X-B3-TraceId': TRACE, 'X-B3-SpanId': SPAN, 'X-B3-Sampled': 'maybe' }],
    [{ 'X-B3-TraceId': `${TRACE}, ${TRACE}`, 'X-B3-SpanId': SPAN }],
    [{ 'X-B3-TraceId': `${TRACE}-${SPAN}`, 'X-B3-SpanId': '1' }],
    [{ 'X-B3-TraceId': TRACE, 'X-B3-SpanId': `${SPAN}-1` }],
    [{ 'X-B3-TraceId': TRACE, 'X-B3-SpanId': SPAN, 'X-B3-Sampled': `1-${PARENT}` }],
    [{ 'X-B3-Sampled': `${TRACE}-${SPAN}-1` }],
  ])('takes nothing from %o', (headers: Record<string, string>) => {
    expect(b3multi.extract(readCarrier(headers))).toBeUndefined();
  });
});

describe('B3 in one header', () => {
  test.each([
    [`${TRACE}-${SPAN}-1-${PARENT}`, { ...IDS, sampling: 'accept' }],
    [`${TRACE}-${SPAN}-0-${PARENT}`, { ...IDS, sampling: 'deny' }],
    [`${TRACE}-${SPAN}-d-${PARENT}`, { ...IDS, sampling: 'debug' }],
    [`${TRACE}-${SPAN}-1`, { traceId: TRACE, spanId: SPAN, sampling: 'accept' }],
    [`${TRACE}-${SPAN}`, { traceId: TRACE, spanId: SPAN, sampling: 'defer' }],
    [`${TRACE}-${SPAN}-${PARENT}`, { ...IDS, sampling: 'defer' }],
  ] as const)('%s', (header, context) => {
    expect(b3single.extract(readCarrier({ b3: header }))).toEqual(context);
    expect(inject(b3single, context)).toEqual({ b3: header });
  });

  test('a parent of zeros is none', () => {
    const header = `${TRACE}-${SPAN}-1-${'0'.repeat(16)}`;
    expect(b3single.extract(readCarrier({ b3: header }))).toEqual({
      ...{ traceId: TRACE, spanId: SPAN },
      sampling: 'accept',
    });
  });

  test.each([
    ['0', 'deny'],
    ['1', 'accept'],
    ['d', 'debug'],
  ])('%s alone decides, and no more', (header, sampling) => {
    expect(b3single.extract(readCarrier({ b3: header }))).toEqual({ sampling });
  });

  test.each([
    '',
    '-',
    'x',
    '2',
    '-1',
    TRACE,
    `${TRACE}-`,
    `${TRACE}-${SPAN}-`,
    `${TRACE}-${SPAN}-2`,
    `${TRACE}-${SPAN}-1-`,
    `${TRACE}-${SPAN}-1-${PARENT}-`,
    `${TRACE.toUpperCase()}-${SPAN}-1`,
    `${'0'.repeat(32)}-${SPAN}-1`,
    `${TRACE}-${'0'.repeat(16)}-1`,
    `${'0'.repeat(16)}-${SPAN}-1`,
    ` ${TRACE}-${SPAN}-1`,
  ])('takes nothing from "%s"', (header) => {
    expect(b3single.extract(readCarrier({ b3: header }))).toBeUndefined();
  });
});

test.each([b3multi, b3single])('every context comes back out of $name as it went in', (format) => {
  fc.assert(
    fc.property(anyContext, (context) => {
      expect(format.extract(readCarrier(inject(format, context)))).toEqual(context);
    }),
  );
});

test('what is read of many headers is what is in each of them', () => {
  const piece = fc.constantFrom(TRACE, SPAN, PARENT, '0', '1', 'd', '-', '');
  const value = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.array(value, { minLength: 5, maxLength: 5 }), (values) => {
      const read = b3multi.extract((name) => values[b3multi.fields.indexOf(name)]);
      if (read?.traceId === undefined) return;
      const [traceId, spanId, parentId] = values;
      expect(read).toMatchObject({ traceId, spanId, parentId: parentId || undefined });
    }),
  );
});

test.each([b3multi, b3single])('no text whatever makes $name throw', (format) => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }), { minLength: 5, maxLength: 5 }),
      (values) => {
        format.extract((name) => values[format.fields.indexOf(name)]);
      },
    ),
  );
});

test('the single header wins over the many, and they serve where it is malformed', () => {
  const { extract } = createPropagation([b3multi]);
  const multi = { 'X-B3-TraceId': TRACE, 'X-B3-SpanId': SPAN, 'X-B3-Sampled': '1' };
  const single = `${PARENT}-${PARENT}-0`;
  expect(extract(readCarrier({ ...multi, b3: single }))).toMatchObject({ traceId: PARENT });
  expect(extract(readCarrier({ ...multi, b3: 'nonsense' }))).toMatchObject({ traceId: TRACE });
});
