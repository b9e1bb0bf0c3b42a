import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, withoutSecrets } from '../../../src/privacy/secrets.ts';

const JWT =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';

test.each([
  ['ann@shop.example', '{email}'],
  ['ann.lee+news%40shop.co.uk', '{email}'],
  ['jürgen@müller-söhne.example', '{email}'],
  ['j%C3%BCrgen%40m%C3%BCller.example', '{email}'],
  ['ann@163.example', '{email}'],
  ['ann@1-a.example', '{email}'],
  ['463ac35c9f6413ad48485a3953bb6124', '{token}'],
  ['463ac35c9f6413ad', '{token}'],
  ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', '{token}'],
  ['3F2504E0-4F89-11D3-9A0C-0305E82C3301', '{token}'],
  ['sk_live_51h8abcdefghij', '{token}'],
  ['AKIAIOSFODNN7EXAMPLE', '{token}'],
  ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', '{token}'],
  [JWT, '{token}'],
  ['eyJhbGciOiJub25lIn0.eyJzdWIiOiI1NSJ9.', '{token}'],
  ['1234567', '{number}'],
  ['4111 1111 1111 1111', '{number}'],
  ['4111%201111%201111%201111', '{number}'],
  ['+49 170 1234567', '+{number}'],
])('%s becomes %s', (text, clean) => {
  expect(withoutSecrets(text)).toBe(clean);
  expect(withoutSecrets(`/orders/${text}/items`)).toBe(`/orders/${clean}/items`);
  expect(withoutSecrets(`no order ${text}, sorry`)).toBe(`no order ${clean}, sorry`);
});

test.each([
  '/',
  '/orders/1042',
  '/api/v2/customer-accounts-v2/list',
  '/oauth2/token',
  '/internationalisation/preferences',
  '/how-to-build-a-website-and-keep-it',
  '/assets/index-3f9a8b7c6d5e4f3a2b1c.js',
  '/assets/463ac35c9f6413ad48485a3953bb6124.min.css',
  '/npm/preact@10.2.1/dist/preact.mjs',
  '/img/logo@2x.png',
  '2026-11-21',
  'Cannot read properties of undefined (reading "price")',
  'TypeError: Failed to fetch',
  'timeout of 30000 ms exceeded',
])('%s stays', (text) => {
  expect(withoutSecrets(text)).toBe(text);
  expect(cleanText(text)).toBe(text);
});

test.each([
  ['GET https://ann:secret@api.example/x failed', 'GET https://api.example/x failed'],
  ['at /cart?token=s3cret&page=2#top.', 'at /cart?token={secret}&page={secret}#top.'],
  ['to https://a.example/#access_token=s3cret', 'to https://a.example/#access_token={secret}'],
  ['Authorization: Bearer abc.def', 'Authorization: Bearer {secret}'],
  ['bearer abc refused', 'bearer {secret} refused'],
  ['password=hunter2, retry', 'password={secret}, retry'],
  ['{"password":"hunter2","a":1}', '{"password":"{secret}","a":1}'],
  ['api_key: k1', 'api_key: {secret}'],
  ['Cookie: sid=abc; theme=dark', 'Cookie: {secret}; theme=dark'],
  ['invalid token', 'invalid token'],
])('in a message, %s becomes %s', (text, clean) => {
  expect(cleanText(text)).toBe(clean);
});

test('no text makes it throw or take long, and what is clean is left alone', () => {
  const nasty = fc.string({
    unit: fc.constantFrom(...'aB1-_.@%/?&=# ', 'eyJ', 'token='),
    maxLength: 3000,
  });
  fc.assert(
    fc.property(nasty, (text) => {
      const clean = cleanText(text);
      return cleanText(clean).length <= clean.length + 200;
    }),
  );
});

// Of these some would take minutes, were a text of any length looked at as a whole.
test.each([
  ...['a', '1', 'a1', 'a-', '-', 'aA1-', '?a', '//a', '1 ', 'a.', '%40', 'pass', 'session', 'eyJ-'],
  ...[
    'token ',
    'bearer ',
    '1a-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-',
  ],
])('of an endless text of “%s” the beginning is told', (text) => {
  expect(cleanText(text.repeat(100_000)).length).toBeLessThan(20_000);
});
