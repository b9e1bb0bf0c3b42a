import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeSpans } from '../../../devtools/model/merge.ts';
import type { ZipkinSpan } from '../../../src/bridge/protocol.ts';
import { sharedServer, TRACE_ID, trace } from '../../fixtures/trace.ts';
import { ANY_SPANS } from './any-spans.ts';

const [CLIENT, SERVER] = drawCall();

test('the same span from two sources is there once', () => {
  expect(mergeSpans([CLIENT], [{ ...CLIENT }])).toEqual([CLIENT]);
});

test('short and upper-case ids are the padded, lower-case ones', () => {
  const short = { traceId: '6B221D5BC9E6496C', id: 'ABC', parentId: 'F' };
  const padded = {
    traceId: '00000000000000006b221d5bc9e6496c',
    id: '0000000000000abc',
    parentId: '000000000000000f',
  };
  expect(mergeSpans([short], [padded])).toEqual([padded]);
});

test('a trace id that was cut to 64 bits is made whole by someone who knows it', () => {
  const cut = { ...CLIENT, traceId: TRACE_ID.slice(16) };
  expect(mergeSpans([cut], [CLIENT])).toEqual([CLIENT]);
});

test('what a page said of a span in progress is completed by what it said at the end', () => {
  const live = { ...CLIENT, duration: undefined, tags: { 'http.method': 'GET' } };
  const later = { ...CLIENT, tags: { 'http.status_code': '200' } };
  expect(mergeSpans([live], [later])).toEqual([
    { ...CLIENT, tags: { 'http.method': 'GET', 'http.status_code': '200' } },
  ]);
});

test('a span that was left open, and whose end was told later, is not incomplete', () => {
  const left = { ...CLIENT, duration: undefined, tags: { 'rootspan.incomplete': 'left', a: '1' } };
  expect(mergeSpans([left], [{ ...CLIENT, tags: { a: '1' } }])).toEqual([
    { ...CLIENT, tags: { a: '1' } },
  ]);
  expect(mergeSpans([left], [left])).toEqual([left]);
});

test('where pieces disagree, the first has the say', () => {
  const [span] = mergeSpans(
    [{ ...CLIENT, name: 'GET', tags: { a: '1' } }],
    [{ ...CLIENT, name: 'get', tags: { a: '2', b: '2' } }],
  );
  expect(span).toMatchObject({ name: 'GET', tags: { a: '1', b: '2' } });
});

test('annotations of the pieces are united, each once, by time', () => {
  const one = [{ timestamp: 3, value: 'ws' }];
  const other = [
    { timestamp: 5, value: 'wr' },
    { timestamp: 3, value: 'ws' },
    { timestamp: 1, value: 'queued' },
  ];
  const [span] = mergeSpans([{ ...CLIENT, annotations: one }], [{ ...CLIENT, annotations: other }]);
  expect(span?.annotations?.map(({ value }) => value)).toEqual(['queued', 'ws', 'wr']);
});

test('a client and the server that shares its id stay two sides', () => {
  const server = sharedServer(CLIENT, SERVER);
  expect(mergeSpans([server, CLIENT])).toEqual([server, CLIENT]);
});

test('a server that took its client’s id without saying so shares it', () => {
  const { shared: _, ...silent } = sharedServer(CLIENT, SERVER);
  expect(mergeSpans([CLIENT, silent])).toEqual([CLIENT, { ...silent, shared: true }]);
});

test('a service is the same in upper and lower case, as it is to Zipkin', () => {
  const live = { ...CLIENT, localEndpoint: { serviceName: 'Web' } };
  expect(mergeSpans([live], [CLIENT])).toEqual([CLIENT]);
});

// The kind of piece that makes Zipkin's own interface lose spans: late, and without a kind.
test('a late piece joins the side of its own service', () => {
  const server = sharedServer(CLIENT, SERVER);
  const { traceId, id } = CLIENT;
  const late = { traceId, id, localEndpoint: server.localEndpoint, tags: { late: 'yes' } };
  for (const spans of [
    [CLIENT, server, late],
    [late, CLIENT, server],
    [late, server, CLIENT],
  ]) {
    expect(new Set(mergeSpans(spans))).toEqual(
      new Set([CLIENT, { ...server, tags: { late: 'yes' } }]),
    );
  }
});

test('pieces of one id from different services stay apart', () => {
  const pieces = ['web', 'shop', 'stock'].map((serviceName) => ({
    traceId: TRACE_ID,
    id: CLIENT.id,
    localEndpoint: { serviceName },
  }));
  expect(mergeSpans(pieces)).toHaveLength(3);
});

test('a server that was called twice under one id was called twice', () => {
  const first = sharedServer(CLIENT, SERVER);
  const second = { ...first, timestamp: 6_000, duration: 1_000 };
  expect(mergeSpans([CLIENT, first, second])).toHaveLength(3);

  const [begun, again] = [first, second].map((span) => ({ ...span, duration: undefined }));
  expect(mergeSpans([CLIENT, begun!, again!])).toHaveLength(3);
});

test('a route that is told late is the name', () => {
  const { traceId, id, localEndpoint } = sharedServer(CLIENT, SERVER);
  const early = { ...sharedServer(CLIENT, SERVER), name: 'get' };
  const late = { traceId, id, localEndpoint, name: 'get /cart/:id' };
  expect(mergeSpans([early, late])).toEqual([{ ...early, name: 'get /cart/:id' }]);
});

test('a tracer that gives everything the same id is borne with', () => {
  const spans = Array.from({ length: 20_000 }, (_, n) => ({
    ...CLIENT,
    localEndpoint: { serviceName: `service-${n}` },
  }));
  expect(mergeSpans(spans)).toHaveLength(20_000);
});

describe('of whatever spans', () => {
  test('none is lost', () => {
    fc.assert(
      fc.property(ANY_SPANS, ANY_SPANS, (one, other) => {
        const merged = mergeSpans(one, other);
        for (const piece of [...one, ...other]) {
          expect(merged.some((span) => tells(span, piece))).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('none is doubled by merging again', () => {
    fc.assert(
      fc.property(ANY_SPANS, (spans) => {
        const once = mergeSpans(spans);
        expect(mergeSpans(once)).toEqual(once);
        expect(mergeSpans(once, once)).toHaveLength(once.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Whether the span is of the piece's side, and says all that it says (if not always in its words). */
function tells(span: ZipkinSpan, piece: ZipkinSpan): boolean {
  const { serviceName, ipv4 } = piece.localEndpoint ?? {};
  const annotations = new Set(span.annotations?.map(({ timestamp, value }) => timestamp + value));
  return (
    span.id === piece.id &&
    (piece.kind === undefined || span.kind === piece.kind) &&
    (serviceName === undefined || span.localEndpoint?.serviceName === serviceName) &&
    (ipv4 === undefined || span.localEndpoint?.ipv4 === ipv4) &&
    (piece.timestamp === undefined || span.timestamp !== undefined) &&
    (piece.duration === undefined || span.duration !== undefined) &&
    (piece.parentId === undefined || piece.parentId === piece.id || span.parentId !== undefined) &&
    Object.keys(piece.tags ?? {}).every((key) => Object.hasOwn(span.tags ?? {}, key)) &&
    (piece.annotations ?? []).every(({ timestamp, value }) => annotations.has(timestamp + value))
  );
}

function drawCall(): [client: ZipkinSpan, server: ZipkinSpan] {
  const [, client, server] = trace`
    web       load           |============|
      web     get            | ========== |  CLIENT
        shop  get /cart/:id  |   ======   |  SERVER
  `;
  return [client!, server!];
}
