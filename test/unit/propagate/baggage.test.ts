import { afterEach, expect, test, vi } from 'vitest';
import { type BaggageValues, baggage } from '../../../src/propagate/baggage.ts';

afterEach(() => vi.unstubAllGlobals());

const CONTEXT = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), sampling: 'accept' } as const;

function headersOf(
  values: BaggageValues,
  style?: 'w3c' | 'jaeger',
  own: Record<string, string> = {},
) {
  const headers: Record<string, string> = {};
  baggage(values, style).inject(
    CONTEXT,
    (name, value) => {
      headers[name] = value;
    },
    (name) => own[name],
  );
  return headers;
}

test('the keys that are named go out, with what they are at the time', () => {
  let tier = 'gold';
  const values = { tenant: 'acme', tier: () => tier, nobody: () => undefined };
  expect(headersOf(values)).toEqual({ baggage: 'tenant=acme,tier=gold' });
  tier = 'a,b;c=d é';
  expect(headersOf(values)).toEqual({ baggage: 'tenant=acme,tier=a%2Cb%3Bc%3Dd%20%C3%A9' });
});

test('in Jaeger’s way each key has a header', () => {
  expect(headersOf({ tenant: 'acme', Tier: () => 'gold' }, 'jaeger')).toEqual({
    'uberctx-tenant': 'acme',
    'uberctx-tier': 'gold',
  });
});

test('what can’t be told is left out: by a function that throws, half a character, too much', () => {
  const values = {
    broken: () => {
      throw new Error('mine');
    },
    half: '\ud800',
    tenant: 'acme',
  };
  expect(headersOf(values)).toEqual({ baggage: 'tenant=acme' });
  expect(headersOf({ tenant: 'x'.repeat(9000) })).toEqual({});
});

test('a header of the app’s own stays', () => {
  expect(headersOf({ tenant: 'acme' }, 'w3c', { baggage: 'mine=1' })).toEqual({});
  expect(headersOf({ a: '1', b: '2' }, 'jaeger', { 'uberctx-a': 'mine' })).toEqual({
    'uberctx-b': '2',
  });
});

test('of the document’s baggage only the keys that are named are passed on', () => {
  const content = 'region=eu, user = ann@shop.example ,tier=gold%20x;private=1,broken,=x';
  vi.stubGlobal('document', {
    querySelector: (selector: string) =>
      selector === 'meta[name=baggage]' ? { getAttribute: () => content } : null,
  });
  expect(headersOf({ region: true, tier: true, absent: true, broken: true })).toEqual({
    baggage: 'region=eu,tier=gold%20x',
  });
});

test('it never says anything of the trace', () => {
  const format = baggage({ tenant: 'acme' });
  expect(format.fields).toEqual([]);
  expect(format.extract(() => 'tenant=acme')).toBeUndefined();
});

test.each(['a b', '', 'a=b', 'é', 'a,b'])('"%s" can’t be a key', (key) => {
  expect(() => baggage({ [key]: 'x' })).toThrow(
    new TypeError(`rootspan: baggage has "${key}"; it has to be a token`),
  );
});
