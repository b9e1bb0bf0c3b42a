import { expect, test } from 'vitest';
import { normalizeSpanId, normalizeTraceId } from '../../../devtools/model/ids.ts';

test.each([
  ['463ac35c9f6413ad48485a3953bb6124', '463ac35c9f6413ad48485a3953bb6124'],
  ['463AC35C9F6413AD48485A3953BB6124', '463ac35c9f6413ad48485a3953bb6124'],
  ['48485a3953bb6124', '000000000000000048485a3953bb6124'],
  ['abcd', '0000000000000000000000000000abcd'],
])('the trace id %s is %s', (id, normal) => {
  expect(normalizeTraceId(id)).toBe(normal);
});

test.each([
  ['a2fb4a1d1a96d312', 'a2fb4a1d1a96d312'],
  ['A2FB', '000000000000a2fb'],
])('the span id %s is %s', (id, normal) => {
  expect(normalizeSpanId(id)).toBe(normal);
});
