import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCarrier } from '../../../src/propagate/carrier.ts';
import { xray } from '../../../src/propagate/xray.ts';
import { isContext } from '../../../src/trace/context.ts';
import { createIds } from '../../../src/trace/ids.ts';
import { anyContext, inject, readsAnything } from '../../fixtures/contexts.ts';

const format = xray();
const extract = (header: string) => format.extract(readCarrier({ 'X-Amzn-Trace-Id': header }));

// The example of AWS's documentation.
const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793';
const IDS = { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8' };

test.each([
  [`${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`, { ...IDS, sampling: 'accept' }],
  [`${ROOT};Parent=53995c3f42cd8ad8;Sampled=0`, { ...IDS, sampling: 'deny' }],
  [`${ROOT};Parent=53995c3f42cd8ad8;Sampled=?`, { ...IDS, sampling: 'defer' }],
  [`${ROOT};Parent=53995c3f42cd8ad8`, { ...IDS, sampling: 'defer' }],
  [`Sampled=1; Parent=53995c3f42cd8ad8 ;${ROOT}`, { ...IDS, sampling: 'accept' }],
  [
    `Self=1-582113d1-1e48b74b3603af8479078ed6;${ROOT};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a:0`,
    { ...IDS, sampling: 'accept' },
  ],
  // A load balancer's: a decision, and no span to belong to.
  [`${ROOT};Sampled=1`, { sampling: 'accept' }],
])('reads %s', (header, context) => {
  expect(extract(header)).toEqual(context);
});

test.each([
  '',
  'nonsense',
  ROOT,
  'Parent=53995c3f42cd8ad8;Sampled=1',
  'Root=2-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
  'Root=1-5759e988bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
  'Root=1-00000000-000000000000000000000000;Parent=53995c3f42cd8ad8;Sampled=1',
  `${ROOT};Parent=0000000000000000;Sampled=1`,
  `${ROOT};Parent=53995c3f42cd8ad;Sampled=1`,
  `${ROOT};Parent=53995C3F42CD8AD8;Sampled=1`,
  `${ROOT};Parent=;Sampled=1`,
])('takes nothing from "%s"', (header) => {
  expect(extract(header)).toBeUndefined();
});

test('a context of 128 bits comes back as it went in, but for what X-Ray has no word for', () => {
  fc.assert(
    fc.property(anyContext, (context) => {
      const { traceId, spanId } = context;
      const sampling = context.sampling === 'debug' ? 'accept' : context.sampling;
      const extracted = format.extract(readCarrier(inject(format, context)));
      expect(extracted).toEqual(traceId.length === 32 ? { traceId, spanId, sampling } : undefined);
    }),
  );
});

test('our ids begin with the seconds that X-Ray wants there', () => {
  const before = Math.floor(Date.now() / 1000);
  const { traceId, spanId } = createIds();
  const headers = inject(format, { traceId: traceId(), spanId: spanId(), sampling: 'accept' });
  const [, seconds] = /^Root=1-([\da-f]{8})-/.exec(headers['X-Amzn-Trace-Id'] ?? '') ?? [];
  expect(Number(`0x${seconds}`) - before).toBeLessThanOrEqual(2);
});

test('no text whatever makes it throw, or make up a context', () => {
  readsAnything(format, isContext);
});
