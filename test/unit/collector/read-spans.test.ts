import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSpans } from '../../../demo/collector/read-spans.ts';
import { isRefusal } from '../../../demo/collector/refusal.ts';

const LIST_END = ' reading List<Span> from json';

test('whatever comes is read, or refused: nothing else is thrown', () => {
  const beginning = fc.constantFrom(
    '',
    '[',
    '[{"traceId":"a","id":"b",',
    '[{"tags":{',
    '[{"annotations":[',
  );
  const bodies = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.tuple(beginning, fc.json()).map((parts) => Buffer.from(parts.join(''))),
    fc.tuple(beginning, fc.string()).map((parts) => Buffer.from(parts.join(''))),
    fc.array(fc.jsonValue()).map((list) => Buffer.from(JSON.stringify(list))),
  );
  fc.assert(
    fc.property(bodies, (body) => {
      try {
        readSpans(body);
      } catch (error) {
        expect(isRefusal(error)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('spans that were read are their own normal form', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', '', '\u2028', 'É'),
  );
  const address = fc.oneof(fc.ipV4(), fc.ipV6(), text);
  const endpoint = fc.record(
    { serviceName: text, ipv4: address, ipv6: address, port: fc.nat(0xffff) },
    { requiredKeys: [] },
  );
  const hex = fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'),
    minLength: 1,
    maxLength: 15,
  });
  const span = fc.record(
    {
      traceId: hex.map((id) => `1${id}`),
      id: hex.map((id) => `1${id}`),
      parentId: hex,
      name: text,
      kind: fc.constantFrom('CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'),
      timestamp: fc.maxSafeInteger(),
      duration: fc.maxSafeInteger(),
      localEndpoint: endpoint,
      remoteEndpoint: endpoint,
      annotations: fc.array(fc.record({ timestamp: fc.maxSafeInteger(), value: text })),
      tags: fc.dictionary(text, text),
      debug: fc.boolean(),
      shared: fc.boolean(),
    },
    { requiredKeys: ['traceId', 'id'] },
  );
  fc.assert(
    fc.property(fc.array(span), (list) => {
      const once = JSON.stringify(readSpans(Buffer.from(JSON.stringify(list))));
      const twice = JSON.stringify(readSpans(Buffer.from(once)));
      expect(twice).toBe(once);
    }),
    { numRuns: 300 },
  );
});

test('names that JavaScript objects have of themselves are names like others', () => {
  const body =
    '[{"traceId":"a","id":"b","tags":{"__proto__":"x","constructor":"y"},"__proto__":{"kind":"CLIENT"}}]';
  const [span] = readSpans(Buffer.from(body));
  expect(JSON.stringify(span?.tags)).toBe('{"__proto__":"x","constructor":"y"}');
  expect(span?.kind).toBeUndefined();
});

test('depth does not exhaust the stack', () => {
  const body = Buffer.from(`[{"x":${'[{"y":'.repeat(1_000_000)}`);
  expect(() => readSpans(body)).toThrow('Nesting limit 255 reached');
});

test('long runs of digits are refused without effort', () => {
  const digits = '1'.repeat(5_000_000);
  expect(() => readSpans(Buffer.from(`[{"timestamp":${digits}}]`))).toThrow(`Malformed${LIST_END}`);
  expect(() => readSpans(Buffer.from(`[{"timestamp":"${digits}x"}]`))).toThrow('For input string');
});
