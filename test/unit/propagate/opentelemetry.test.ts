/** What we write OpenTelemetry reads, and the other way round. */
import {
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { JaegerPropagator } from '@opentelemetry/propagator-jaeger';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { b3multi, b3single } from '../../../src/propagate/b3.ts';
import { baggage } from '../../../src/propagate/baggage.ts';
import { readCarrier } from '../../../src/propagate/carrier.ts';
import { jaeger } from '../../../src/propagate/jaeger.ts';
import type { Format } from '../../../src/propagate/propagation.ts';
import { w3c } from '../../../src/propagate/w3c.ts';
import { anyContext, inject } from '../../fixtures/contexts.ts';

const PAIRS: [string, Format, TextMapPropagator][] = [
  ['b3multi', b3multi, new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })],
  ['b3', b3single, new B3Propagator({ injectEncoding: B3InjectEncoding.SINGLE_HEADER })],
  ['w3c', w3c(), new W3CTraceContextPropagator()],
  ['jaeger', jaeger(), new JaegerPropagator()],
];

// What every one of them has words for.
const decided = anyContext.filter(({ sampling }) => sampling === 'accept' || sampling === 'deny');
const lowerCase = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

test.each(PAIRS)('OpenTelemetry reads the %s that we write', (_, format, propagator) => {
  fc.assert(
    fc.property(decided, (given) => {
      const headers = lowerCase(inject(format, given));
      const read = trace.getSpanContext(
        propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter),
      );
      expect(read).toMatchObject({
        traceId: given.traceId.padStart(32, '0'),
        spanId: given.spanId,
        traceFlags: given.sampling === 'accept' ? TraceFlags.SAMPLED : TraceFlags.NONE,
      });
    }),
  );
});

test.each(PAIRS)('we read the %s that OpenTelemetry writes', (_, format, propagator) => {
  fc.assert(
    fc.property(decided, ({ traceId, spanId, sampling }) => {
      const given = {
        traceId: traceId.padStart(32, '0'),
        spanId,
        traceFlags: sampling === 'accept' ? TraceFlags.SAMPLED : TraceFlags.NONE,
      };
      const headers: Record<string, string> = {};
      propagator.inject(trace.setSpanContext(ROOT_CONTEXT, given), headers, defaultTextMapSetter);
      const read = format.extract(readCarrier(headers));
      expect(read?.traceId?.padStart(32, '0')).toBe(given.traceId);
      expect(read).toMatchObject({ spanId, sampling });
    }),
  );
});

test('OpenTelemetry reads the baggage that we write', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }), (value) => {
      const headers: Record<string, string> = {};
      baggage({ tenant: value, tier: 'gold' }).inject(
        { traceId: '1'.repeat(32), spanId: '1'.repeat(16), sampling: 'accept' },
        (name, text) => {
          headers[name] = text;
        },
      );
      const read = propagation.getBaggage(
        new W3CBaggagePropagator().extract(context.active(), headers, defaultTextMapGetter),
      );
      expect(read?.getEntry('tenant')?.value).toBe(value);
      expect(read?.getEntry('tier')?.value).toBe('gold');
    }),
  );
});
