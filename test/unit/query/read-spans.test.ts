import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSpans } from '../../../devtools/query/read-spans.ts';

/** The example of Zipkin's specification. */
const SPAN = {
  id: '352bff9a74ca9ad2',
  traceId: '5af7183fb1d4cf5f6b221d5bc9e6496c',
  parentId: '6b221d5bc9e6496c',
  name: 'get /api',
  timestamp: 1556604172355737,
  duration: 1431,
  kind: 'SERVER',
  localEndpoint: { serviceName: 'backend', ipv4: '192.168.99.1', port: 3306 },
  remoteEndpoint: { ipv4: '172.19.0.2', port: 58648 },
  tags: { 'http.method': 'GET', 'http.path': '/api' },
};

test('a span is read as it was written', () => {
  const annotations = [{ timestamp: 1556604172355800, value: 'ws' }];
  const span = { ...SPAN, annotations, shared: true, debug: true };
  expect(readSpans([span])).toEqual({ spans: [span], unreadable: 0 });
});

test('ids are padded, and in lower case', () => {
  const [span] = readSpans([{ traceId: 'ABC', id: 'D', parentId: 'E' }]).spans;
  expect(span).toEqual({
    traceId: '00000000000000000000000000000abc',
    id: '000000000000000d',
    parentId: '000000000000000e',
  });
});

test.each([
  null,
  'span',
  [],
  {},
  { ...SPAN, traceId: undefined },
  { ...SPAN, id: 42 },
  { ...SPAN, id: 'not hex' },
  { ...SPAN, id: '0000000000000000' },
  { ...SPAN, id: '352bff9a74ca9ad2352bff9a74ca9ad2' },
  { ...SPAN, traceId: '' },
])('%j is no span, and is counted', (json) => {
  expect(readSpans([SPAN, json])).toEqual({ spans: [SPAN], unreadable: 1 });
});

test.each([
  ['parentId', 7],
  ['parentId', '0000000000000000'],
  ['kind', 'client'],
  ['name', { toString: 'x' }],
  ['name', ''],
  ['timestamp', '1556604172355737'],
  ['timestamp', -1],
  ['timestamp', Number.NaN],
  ['timestamp', 1e300],
  ['duration', 0],
  ['localEndpoint', 'backend'],
  ['localEndpoint', { serviceName: 1, port: 'x' }],
  ['remoteEndpoint', { port: 70_000 }],
  ['annotations', 'ws'],
  ['annotations', [{ value: 'ws' }, null, { timestamp: 1, value: 2 }]],
  ['tags', null],
  ['tags', { a: null, b: {}, c: true }],
  ['shared', 'yes'],
  ['debug', 1],
])('a span whose %s is %j is read without it', (field, value) => {
  const { spans, unreadable } = readSpans([{ ...SPAN, [field]: value }]);
  expect({ spans, unreadable }).toEqual({
    spans: [{ ...SPAN, [field]: undefined }],
    unreadable: 0,
  });
});

test('a time between two microseconds is the nearest one', () => {
  const [span] = readSpans([{ ...SPAN, timestamp: SPAN.timestamp + 0.25, duration: 0.2 }]).spans;
  expect(span).toMatchObject({ timestamp: SPAN.timestamp, duration: 1 });
});

test('a tag may be a number, or empty', () => {
  const [span] = readSpans([{ ...SPAN, tags: { 'http.status_code': 200, error: '' } }]).spans;
  expect(span?.tags).toEqual({ 'http.status_code': '200', error: '' });
});

test('a tag by the name of __proto__ is a tag like any other', () => {
  const json = `[{ "traceId": "1", "id": "1", "tags": { "__proto__": "x" }, "__proto__": { "name": "y" } }]`;
  const [span] = readSpans(JSON.parse(json)).spans;
  expect(Object.entries(span?.tags ?? {})).toEqual([['__proto__', 'x']]);
  expect(Object.getPrototypeOf(span?.tags)).toBe(Object.prototype);
  expect(span?.name).toBeUndefined();
});

test('what is endless is cut', () => {
  const long = 'x'.repeat(1_000_000);
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`tag-${n}`, '']));
  const [span] = readSpans([{ ...SPAN, name: long, tags: { [long]: long, ...many } }]).spans;
  expect(JSON.stringify(span).length).toBeLessThan(200_000);
  expect(span?.name?.endsWith('…')).toBe(true);
});

test('whatever the JSON is, reading it throws nothing and yields spans', () => {
  const field = fc.constantFrom(...Object.keys(SPAN), 'annotations', 'shared');
  const almostSpan = fc
    .dictionary(field, fc.jsonValue())
    .map((fields): unknown => ({ ...SPAN, ...fields }));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(almostSpan)), (json) => {
      const { spans, unreadable } = readSpans(json);
      expect(spans.length + unreadable).toBe(Array.isArray(json) ? json.length : 1);
      expect(readSpans(JSON.parse(JSON.stringify(spans)))).toEqual({ spans, unreadable: 0 });
    }),
  );
});
