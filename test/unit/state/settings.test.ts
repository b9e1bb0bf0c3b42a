import { expect, test, vi } from 'vitest';
import { createPreferences, DEFAULTS } from '../../../devtools/state/preferences.ts';
import { createSettings } from '../../../devtools/state/settings.ts';

test('where the browser keeps nothing, the panel remembers for as long as it lives', async () => {
  // Node has no IndexedDB, as a sandboxed page has none.
  const settings = createSettings();
  expect(await settings.get('theme')).toBeUndefined();
  await settings.set('theme', 'dark');
  expect(await settings.get('theme')).toBe('dark');
});

test('preferences come back, but for what is none', async () => {
  const saved = { theme: 'dark', listWidth: '9em', nameWidth: 200, detailWidth: -1, more: 7 };
  const preferences = createPreferences({ get: async () => saved, set: async () => {} });
  await Promise.resolve();
  expect(preferences.get()).toEqual({ ...DEFAULTS, theme: 'dark', nameWidth: 200 });
});

test('a size is written down once the user has let go of it', () => {
  vi.useFakeTimers();
  const set = vi.fn(async () => {});
  const preferences = createPreferences({ get: async () => undefined, set });
  for (const listWidth of [300, 310, 320]) preferences.set({ ...DEFAULTS, listWidth });
  vi.runAllTimers();
  expect(set.mock.calls).toEqual([['preferences', { ...DEFAULTS, listWidth: 320 }]]);
  vi.useRealTimers();
});
