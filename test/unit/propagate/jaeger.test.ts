import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCarrier } from '../../../src/propagate/carrier.ts';
import { jaeger } from '../../../src/propagate/jaeger.ts';
import { isContext } from '../../../src/trace/context.ts';
import { anyContext, inject, readsAnything } from '../../fixtures/contexts.ts';

const format = jaeger();
const extract = (header: string) => format.extract(readCarrier({ 'uber-trace-id': header }));

const TRACE = 'd4cda95b652f4a1592b449d5929fda1b';
const SPAN = '6e0c63257de34c92';

// Those of OpenTelemetry's propagator, JaegerPropagator.test.ts, and the specification's rules on length.
test.each([
  [`${TRACE}:${SPAN}:0:1`, { traceId: TRACE, spanId: SPAN, sampling: 'accept' }],
  [`${TRACE}:${SPAN}:0:01`, { traceId: TRACE, spanId: SPAN, sampling: 'accept' }],
  [`${TRACE}:${SPAN}:0:0`, { traceId: TRACE, spanId: SPAN, sampling: 'deny' }],
  [`${TRACE}:${SPAN}:0:3`, { traceId: TRACE, spanId: SPAN, sampling: 'debug' }],
  [`${TRACE}:${SPAN}::1`, { traceId: TRACE, spanId: SPAN, sampling: 'accept' }],
  [`${TRACE}%3A${SPAN}%3a0%3A1`, { traceId: TRACE, spanId: SPAN, sampling: 'accept' }],
  [
    '4da95b652f4a1592b449d5929fda1b:c0de:f00d:1',
    {
      traceId: '004da95b652f4a1592b449d5929fda1b',
      spanId: '000000000000c0de',
      parentId: '000000000000f00d',
      sampling: 'accept',
    },
  ],
  ['9929:1:0:0', { traceId: '0000000000009929', spanId: '0000000000000001', sampling: 'deny' }],
  [`${TRACE.toUpperCase()}:${SPAN}:0:1`, { traceId: TRACE, spanId: SPAN, sampling: 'accept' }],
])('reads %s', (header, context) => {
  expect(extract(header)).toEqual(context);
});

test.each([
  '',
  'nonsense',
  `${TRACE}:${SPAN}:0`,
  `${TRACE}:${SPAN}:0:1:2`,
  `${TRACE}:${SPAN}:0:x`,
  `${TRACE}:${SPAN}:0:`,
  `:${SPAN}:0:1`,
  `${TRACE}::0:1`,
  `0:${SPAN}:0:1`,
  `${TRACE}:0:0:1`,
  `1${TRACE}:${SPAN}:0:1`,
  `${TRACE}:1${SPAN}:0:1`,
])('takes nothing from "%s"', (header) => {
  expect(extract(header)).toBeUndefined();
});

test('a context comes back as it went in, but for what Jaeger has no word for', () => {
  fc.assert(
    fc.property(anyContext, (context) => {
      const sampling = context.sampling === 'defer' ? 'deny' : context.sampling;
      const { traceId } = context;
      // Leading zeros may be left out, so half a trace id of them is none.
      const short = traceId.length === 32 && /^0{16}/.test(traceId) ? traceId.slice(16) : traceId;
      expect(format.extract(readCarrier(inject(format, context)))).toEqual({
        ...context,
        traceId: short,
        sampling,
      });
    }),
  );
});

test('no text whatever makes it throw, or make up a context', () => {
  readsAnything(format, isContext);
});
