import fc from 'fast-check';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { TRACE_ID } from '../../fixtures/trace.ts';

const ID = fc.integer({ min: 1, max: 8 }).map((n) => n.toString(16).padStart(16, '0'));
const SERVICE = fc.constantFrom('web', 'shop', 'stock');

/** A span at odds with everything: few ids and services, so that all kinds of collisions and loops occur. */
const ANY_SPAN: fc.Arbitrary<ZipkinSpan> = fc.record(
  {
    traceId: fc.constantFrom(TRACE_ID, TRACE_ID.slice(16), TRACE_ID.toUpperCase()),
    id: ID,
    parentId: fc.option(ID, { nil: undefined }),
    kind: fc.constantFrom('CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER', undefined),
    shared: fc.constantFrom(true, undefined),
    name: fc.constantFrom('get', 'GET /cart', undefined),
    timestamp: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    duration: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    localEndpoint: fc.record(
      { serviceName: SERVICE, ipv4: fc.constantFrom('10.0.0.1', '10.0.0.2') },
      { requiredKeys: [] },
    ),
    annotations: fc.array(
      fc.record({ timestamp: fc.integer({ min: 1, max: 9 }), value: fc.constantFrom('a', 'b') }),
      { maxLength: 3 },
    ),
    tags: fc.dictionary(
      fc.constantFrom('error', 'http.path', '__proto__'),
      fc.constantFrom('', '1'),
    ),
  },
  { requiredKeys: ['traceId', 'id'] },
);

export const ANY_SPANS: fc.Arbitrary<ZipkinSpan[]> = fc.array(ANY_SPAN, { maxLength: 24 });
