import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkServices } from '../../../demo/collector/dependencies.ts';
import { spanTree } from '../../../demo/collector/span-tree.ts';
import type { ZipkinSpan } from '../../../src/report/zipkin.ts';

const KINDS = ['CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER', undefined] as const;

test('however parents are tangled, no span is visited twice', () => {
  const id = fc.constantFrom('1', '2', '3', '4');
  const service = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });
  const span = fc.record({
    id,
    parentId: fc.option(id, { nil: undefined }),
    kind: fc.constantFrom(...KINDS),
    shared: fc.boolean(),
    local: service,
    remote: service,
  });
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), (list) => {
      const trace = list.map(toSpan);
      expect(spanTree(trace).nodes.length).toBeLessThanOrEqual(trace.length);
      linkServices([trace]);
    }),
    { numRuns: 500 },
  );
});

test('a trace may be 50,000 calls deep', () => {
  const trace = Array.from(
    { length: 50_000 },
    (_, index): ZipkinSpan => ({
      traceId: 'a',
      id: `${index}`,
      ...(index > 0 && { parentId: `${index - 1}` }),
      kind: index % 2 === 0 ? 'SERVER' : undefined,
      localEndpoint: { serviceName: `s${index % 3}` },
    }),
  );
  const calls = linkServices([trace]).map(({ callCount }) => callCount);
  expect(calls.reduce((sum, count) => sum + count, 0)).toBe(24_999);
});

test('services named like parts of one another are not mixed up', () => {
  const call = (parent: string, child: string): ZipkinSpan[] => [
    {
      traceId: 'a',
      id: '1',
      kind: 'CLIENT',
      localEndpoint: { serviceName: parent },
      remoteEndpoint: { serviceName: child },
    },
  ];
  expect(linkServices([call('a', 'b,c'), call('a,b', 'c'), call('a', 'b,c')])).toEqual([
    { parent: 'a', child: 'b,c', callCount: 2 },
    { parent: 'a,b', child: 'c', callCount: 1 },
  ]);
});

function toSpan(
  {
    local,
    remote,
    ...fields
  }: {
    id: string;
    parentId?: string;
    kind?: ZipkinSpan['kind'];
    shared: boolean;
    local?: string;
    remote?: string;
  },
  index: number,
): ZipkinSpan {
  return {
    traceId: 'a',
    timestamp: index,
    ...fields,
    ...(local && { localEndpoint: { serviceName: local } }),
    ...(remote && { remoteEndpoint: { serviceName: remote } }),
  };
}
