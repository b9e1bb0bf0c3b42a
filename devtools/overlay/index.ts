import type { Dock } from './dock.tsx';
import styles from './launcher.css';
import { memory } from './memory.ts';

export interface PanelControls {
  open(): void;
  close(): void;
  /** Takes the panel and its button out of the page. */
  remove(): void;
}

let mounted: PanelControls | undefined;

/**
 * Puts a small button into the page that opens the panel; so does Alt+Shift+R.
 *
 * For development: whoever can see the page can see its traces. The panel itself is loaded when it is first
 * opened, and does nothing while it is closed. It opens by itself where it was open on the page before. A
 * second call gives the same panel.
 *
 * @example
 * if (import.meta.env.DEV) (await import("rootspan/panel")).mountPanel();
 */
export function mountPanel({ open = false }: { readonly open?: boolean } = {}): PanelControls {
  mounted ??= createLauncher();
  if (open) mounted.open();
  return mounted;
}

/** Fills the container with the panel, connected to the collector that serves this page. */
export function mountViewer(container: Element): void {
  void import('./viewer.tsx').then(({ createViewer }) => createViewer(container));
}

function createLauncher(): PanelControls {
  const host = document.createElement('rootspan-panel');
  const root = host.attachShadow({ mode: 'closed' });
  const button = document.createElement('button');
  const sheet = new CSSStyleSheet();
  let dock: Promise<Dock> | undefined;
  let isOpen = false;

  function set(open: boolean, byUser = true): void {
    isOpen = open;
    button.hidden = open;
    memory.remember('open', open ? '1' : '');
    // No dock, no need to load one in order to close it.
    if (open) dock ??= import('./dock.tsx').then(load);
    dock?.then(
      (dock) => (isOpen ? dock.show(byUser) : dock.hide(button)),
      () => {
        // Its file could not be loaded. The next click tries again.
        dock = undefined;
        isOpen = false;
        button.hidden = false;
        button.title = 'Rootspan could not be loaded';
      },
    );
  }

  const load = ({ createDock }: typeof import('./dock.tsx')) =>
    createDock({ root, memory, onClose: () => set(false) });

  function press(event: KeyboardEvent): void {
    // Where Alt types special letters, `key` is one of those.
    if (!event.altKey || !event.shiftKey || event.code !== 'KeyR') return;
    event.preventDefault();
    set(!isOpen);
  }

  const mount = () => document.documentElement.append(host);

  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
  button.title = button.ariaLabel = 'Rootspan: traces of this page (Alt+Shift+R)';
  button.onclick = () => set(true);
  root.append(button);
  addEventListener('keydown', press, true);
  if (document.body) mount();
  else addEventListener('DOMContentLoaded', mount);
  if (memory.recall('open')) set(true, false);

  return {
    open: () => set(true),
    close: () => set(false),
    remove() {
      mounted = undefined;
      removeEventListener('keydown', press, true);
      removeEventListener('DOMContentLoaded', mount);
      void dock?.then((dock) => dock.stop());
      host.remove();
    },
  };
}
