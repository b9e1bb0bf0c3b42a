import { type Cell, cell } from './cell.ts';
import type { Settings } from './settings.ts';

export type Theme = 'auto' | 'light' | 'dark';

/** How the user likes the panel. Sizes are in CSS pixels. */
export interface Preferences {
  readonly theme: Theme;
  readonly listWidth: number;
  readonly nameWidth: number;
  /** Of the span's details, beside the waterfall. */
  readonly detailWidth: number;
  /** Of the span's details, below the waterfall. */
  readonly detailHeight: number;
}

export const DEFAULTS: Preferences = {
  theme: 'auto',
  listWidth: 280,
  nameWidth: 320,
  detailWidth: 340,
  detailHeight: 200,
};

const KEY = 'preferences';

/** How long the user must let go of a splitter before its place is written down, in milliseconds. */
const SAVE_AFTER = 300;

/** The user's preferences, as they were when the panel was last open. */
export function createPreferences(settings: Settings): Cell<Preferences> {
  const preferences = cell(DEFAULTS);
  let saving: ReturnType<typeof setTimeout> | undefined;
  void settings.get(KEY).then((saved) => {
    // What the user changed before this answer came is newer than it.
    if (saving === undefined) preferences.set(read(saved));
  });

  return {
    ...preferences,
    set(next) {
      preferences.set(next);
      clearTimeout(saving);
      saving = setTimeout(() => settings.set(KEY, next), SAVE_AFTER);
    },
  };
}

/** Storage is shared with the page that the panel stands in, so nothing about it is certain. */
function read(saved: unknown): Preferences {
  const known = Object.entries(DEFAULTS).map(([key, byDefault]) => {
    const value: unknown = (saved as Record<string, unknown> | undefined)?.[key];
    return [key, isValid(key, value) ? value : byDefault];
  });
  // Each key of DEFAULTS is there, with a value of its kind; `fromEntries` can't say so.
  return Object.fromEntries(known) as Preferences;
}

function isValid(key: string, value: unknown): boolean {
  if (key === 'theme') return value === 'auto' || value === 'light' || value === 'dark';
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}
