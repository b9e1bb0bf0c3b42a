import { expect, test } from 'vitest';
import { createCleaner, type Told } from '../../../src/privacy/clean.ts';

const span = (name: string, tags = {}): Told => ({ name, tags, annotations: [] });

test('an error says what went wrong, and not to whom', () => {
  const { tags } = createCleaner()(
    span('work', { error: 'no ann@shop.example', a: 'a@b.example' }),
  );
  expect(tags).toEqual({ error: 'no {email}', a: 'a@b.example' });
});

test('what there is nothing to clean of is handed on as it is', () => {
  const clean = createCleaner();
  const given = span('work');
  expect(clean(given)).toBe(given);
});

test('past 300 names they are told shorter, past 400 as “other”, and counted', () => {
  const clean = createCleaner();
  const word = (i: number) => String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26));
  for (let i = 0; i < 300; i++) expect(clean(span(`cart ${i}`)).name).toBe(`cart ${i}`);
  expect(clean(span('cart 301'))).toMatchObject({
    name: 'cart {n}',
    tags: { 'rootspan.names_folded': '1' },
  });
  expect(clean(span('cart 7')).name).toBe('cart 7');
  for (let i = 0; i < 300; i++) clean(span(`cart of ${word(i)}`));
  expect(clean(span('cart of nobody'))).toMatchObject({
    name: 'other',
    tags: { 'rootspan.names_folded': '302' },
  });
  expect(clean(span('cart 302')).name).toBe('cart {n}');
});
