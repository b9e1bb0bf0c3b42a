import { expect, test, vi } from 'vitest';
import { chooseBackend } from '../../../devtools/state/backend-choice.ts';
import type { Settings } from '../../../devtools/state/settings.ts';

const BASE = 'http://localhost:9411';

test('in the page itself, the backend that the page names is asked', async () => {
  const { choice, suggest } = chooseBackend({ backend: 'trusted', settings: memory() });
  await suggest(`${BASE}/`);
  expect(choice.get()).toEqual({ state: 'confirmed', base: BASE });
});

test('elsewhere it is a suggestion, until the user says yes', async () => {
  const { choice, suggest, confirm } = chooseBackend({ backend: 'ask', settings: memory() });
  await suggest(BASE);
  expect(choice.get()).toEqual({ state: 'suggested', base: BASE });
  await confirm();
  expect(choice.get()).toEqual({ state: 'confirmed', base: BASE });
});

test('a yes is remembered for that backend, and for no other', async () => {
  const settings = memory();
  const before = chooseBackend({ backend: 'ask', settings });
  await before.suggest(BASE);
  await before.confirm();

  const { choice, suggest } = chooseBackend({ backend: 'ask', settings });
  await suggest(BASE);
  expect(choice.get().state).toBe('confirmed');
  await suggest('http://evil.test');
  expect(choice.get().state).toBe('suggested');
});

test.each([
  ['says no', async () => false],
  ['fails', () => Promise.reject(new Error('no user gesture'))],
])('where the browser %s, the backend is not asked', async (_, requestBackend) => {
  const settings = memory();
  const { choice, suggest, confirm } = chooseBackend({ backend: 'ask', requestBackend, settings });
  await suggest(BASE);
  await confirm();
  expect(choice.get()).toEqual({ state: 'refused', base: BASE });
  expect(settings.set).not.toHaveBeenCalled();
});

test('the yes to one page’s backend is not the yes to the next page’s', async () => {
  let answer = (_: boolean) => {};
  const requestBackend = () => new Promise<boolean>((resolve) => (answer = resolve));
  const { choice, suggest, confirm } = chooseBackend({
    backend: 'ask',
    requestBackend,
    settings: memory(),
  });
  await suggest(BASE);
  const confirming = confirm();
  await suggest('http://evil.test');
  answer(true);
  await confirming;
  expect(choice.get()).toEqual({ state: 'suggested', base: 'http://evil.test' });
});

test.each([
  '',
  '/zipkin',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'http://me:pass@host',
  7,
  null,
])('%j is no address of a backend', async (named) => {
  const { choice, suggest } = chooseBackend({ backend: 'trusted', settings: memory() });
  // What a page says is not held to any type.
  await suggest(named as string);
  expect(choice.get()).toEqual({ state: 'none' });
});

function memory(): Settings {
  const kept = new Map<string, unknown>();
  return {
    get: async (key) => kept.get(key),
    set: vi.fn(async (key, value) => void kept.set(key, value)),
  };
}
