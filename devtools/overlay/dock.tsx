import { render, type VNode } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { connectInPage } from '../connect/in-page.ts';
import { createPanel, type Panel } from '../state/panel.ts';
import { createSettings } from '../state/settings.ts';
import { App } from '../view/app.tsx';
import { Splitter } from '../view/splitter.tsx';
import { panelStyles } from '../view/styles.ts';
import styles from './dock.css';
import { makeRoom } from './make-room.ts';
import type { Memory } from './memory.ts';
import { ownFetch } from './own-fetch.ts';

/** The panel at the bottom of the page. */
export interface Dock {
  /** Takes the focus if the user asked for the panel. */
  show(byUser: boolean): void;
  /** Gives the focus back to where it was, or else to the given element. */
  hide(otherwise: HTMLElement): void;
  stop(): void;
}

/** As in dock.css. */
const LEAST_HEIGHT = 120;
const MOST_HEIGHT = 0.92;

/** What the page's own shortcuts must not hear: whoever types a filter is not at the page. */
const TYPING = ['keydown', 'keypress', 'keyup', 'paste', 'copy', 'cut'];

interface Options {
  readonly root: ShadowRoot;
  readonly memory: Memory;
  readonly onClose: () => void;
}

export function createDock(options: Options): Dock {
  const { root } = options;
  const panel = createPanel({
    connect: connectInPage(window),
    fetch: ownFetch(root),
    backend: 'trusted',
    settings: createSettings(),
  });
  const container = document.createElement('div');
  let before: Element | null = null;
  let wasPaused = false;
  let isShown = false;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, panelStyles(), sheet];
  root.append(container);
  for (const type of TYPING) root.host.addEventListener(type, (event) => event.stopPropagation());

  return {
    show(byUser) {
      if (isShown) return;
      isShown = true;
      if (!wasPaused) panel.resume();
      render(<DockedApp {...options} panel={panel} />, container);
      if (!byUser) return;
      before = document.activeElement;
      container.querySelector<HTMLElement>('.filter__input')?.focus();
    },
    hide(otherwise) {
      if (!isShown) return;
      isShown = false;
      // While nobody looks, nothing is done: the page tells again what was missed.
      wasPaused = panel.connection.get().state === 'paused';
      panel.pause();
      const hadFocus = root.activeElement !== null;
      render(null, container);
      if (!hadFocus) return;
      const wasInPage = before !== document.body && before !== root.host;
      (wasInPage && before instanceof HTMLElement ? before : otherwise).focus();
    },
    stop() {
      panel.stop();
      render(null, container);
      container.remove();
    },
  };
}

function DockedApp({ panel, memory, onClose }: Options & { readonly panel: Panel }): VNode {
  const most = Math.round(innerHeight * MOST_HEIGHT);
  const [height, setHeight] = useState(
    Number(memory.recall('height')) || Math.round(innerHeight * 0.42),
  );
  useLayoutEffect(() => makeRoom(`min(${height}px, ${100 * MOST_HEIGHT}vh)`), [height]);
  return (
    <section class="dock" aria-label="Rootspan" style={{ height: `${height}px` }}>
      <Splitter
        label="Height of the panel"
        orientation="horizontal"
        after
        size={Math.min(height, most)}
        min={LEAST_HEIGHT}
        max={most}
        onResize={(height) => {
          setHeight(height);
          memory.remember('height', String(height));
        }}
      />
      <App panel={panel} onClose={onClose} />
    </section>
  );
}
