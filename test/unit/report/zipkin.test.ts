import { expect, test } from 'vitest';
import { toZipkin } from '../../../src/report/zipkin.ts';
import type { FinishedSpan } from '../../../src/trace/span.ts';

const SPAN: FinishedSpan = {
  context: {
    traceId: '80f198ee56343ba864fe8b2a57d3eff7',
    spanId: 'e457b5a2e4d86bd1',
    sampling: 'accept',
  },
  name: 'GET /Cart',
  kind: 'CLIENT',
  startTime: 0,
  timestamp: 1_795_251_170_064_828,
  duration: 1,
  remote: undefined,
  tags: {},
  annotations: [],
};

/** As it goes over the wire. */
function wire(span: Partial<FinishedSpan>) {
  return JSON.parse(JSON.stringify(toZipkin({ ...SPAN, ...span }, 'shop-web')));
}

test('what is empty is left out', () => {
  expect(wire({})).toEqual({
    traceId: '80f198ee56343ba864fe8b2a57d3eff7',
    id: 'e457b5a2e4d86bd1',
    kind: 'CLIENT',
    name: 'get /cart',
    timestamp: 1_795_251_170_064_828,
    duration: 1,
    localEndpoint: { serviceName: 'shop-web' },
  });
});

test('what there is stands where Zipkin looks for it', () => {
  const annotations = [{ timestamp: 1_795_251_170_064_829, value: 'half-way' }];
  const context = { ...SPAN.context, parentId: '05e3ac9a4f6e3b90', sampling: 'debug' } as const;
  expect(
    wire({
      context,
      tags: { 'http.path': '/cart' },
      annotations,
      remote: { serviceName: 'API', port: 8080 },
    }),
  ).toMatchObject({
    parentId: '05e3ac9a4f6e3b90',
    debug: true,
    tags: { 'http.path': '/cart' },
    annotations,
    remoteEndpoint: { serviceName: 'api', port: 8080 },
  });
});

test('a kind that Zipkin doesn’t know is left out: it would cost the whole batch', () => {
  // A kind that the types forbid, as untyped callers give it.
  expect(wire({ kind: 'client' as 'CLIENT' })).not.toHaveProperty('kind');
});

test.each([0, -1, 65_536, 1.5, Number.NaN, '80'])(
  'a port of %s is left out: it would cost the whole batch',
  (port) => {
    // A port that the types forbid, as untyped callers give it.
    expect(wire({ remote: { serviceName: 'api', port: port as number } }).remoteEndpoint).toEqual({
      serviceName: 'api',
    });
  },
);
