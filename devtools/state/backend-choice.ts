import { cell, type Watched } from './cell.ts';
import type { Settings } from './settings.ts';

/** Which Zipkin is asked for the rest of each trace. */
export type BackendChoice =
  | { readonly state: 'none' }
  /** The page names it. Whether it may be asked is the user's to say. */
  | { readonly state: 'suggested'; readonly base: string }
  /** The user said yes, the browser no. */
  | { readonly state: 'refused'; readonly base: string }
  | { readonly state: 'confirmed'; readonly base: string };

export interface ChooseBackend {
  readonly choice: Watched<BackendChoice>;
  /** The page names a backend. */
  suggest(base: string): Promise<void>;
  /** The user agrees. To be called from within the click, since the browser may ask for leave. */
  confirm(): Promise<void>;
}

interface Options {
  readonly backend: 'trusted' | 'ask';
  readonly requestBackend?: (base: string) => Promise<boolean>;
  readonly settings: Settings;
}

export function chooseBackend({ backend, requestBackend, settings }: Options): ChooseBackend {
  const choice = cell<BackendChoice>({ state: 'none' });

  return {
    choice,
    async suggest(named) {
      const base = readBase(named);
      if (!base) return choice.set({ state: 'none' });
      const before = choice.get();
      if (before.state !== 'none' && before.base === base) return;
      if (backend === 'trusted') return choice.set({ state: 'confirmed', base });
      choice.set({ state: 'suggested', base });
      const suggestion = choice.get();
      const known = (await settings.get(settingOf(base))) === true;
      // The page may have gone on to another one, or the user been quicker.
      if (known && choice.get() === suggestion) choice.set({ state: 'confirmed', base });
    },
    async confirm() {
      const suggestion = choice.get();
      if (suggestion.state === 'none' || suggestion.state === 'confirmed') return;
      const { base } = suggestion;
      const allowed = (await requestBackend?.(base).catch(() => false)) ?? true;
      if (choice.get() !== suggestion) return;
      choice.set({ state: allowed ? 'confirmed' : 'refused', base });
      if (allowed) await settings.set(settingOf(base), true);
    },
  };
}

const settingOf = (base: string) => `backend ${base}`;

/** The page says what it likes: only a web address is one that can be asked. */
function readBase(named: unknown): string | undefined {
  if (typeof named !== 'string' || !URL.canParse(named)) return undefined;
  const { protocol, username, href } = new URL(named);
  if (!/^https?:$/.test(protocol) || username) return undefined;
  return href.replace(/[?#].*$/, '').replace(/\/+$/, '');
}
