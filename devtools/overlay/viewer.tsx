import { render } from 'preact';
import { connectLive } from '../connect/live.ts';
import { createPanel, type Panel } from '../state/panel.ts';
import { createSettings } from '../state/settings.ts';
import { App } from '../view/app.tsx';
import { panelStyles } from '../view/styles.ts';
import styles from './viewer.css';

/** The panel as a page of its own: the collector's traces, and no page behind it. */
export function createViewer(container: Element): void {
  const panel = createPanel({
    connect: connectLive(location.origin),
    source: 'collector',
    fetch: (...request) => fetch(...request),
    backend: 'trusted',
    settings: createSettings(),
  });
  const viewer = document.createElement('div');
  const sheet = new CSSStyleSheet();
  viewer.className = 'viewer';
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, panelStyles(), sheet];
  container.append(viewer);
  render(<App panel={panel} />, viewer);
  followAddress(panel);
}

/** The chosen trace is part of the address, `/#5af7183fb1d4cf5f6b221d5bc9e6496c`, so that it can be passed on. */
function followAddress(panel: Panel): void {
  const go = () => {
    const [, traceId] = /^#([\da-f]{1,32})$/i.exec(location.hash) ?? [];
    if (traceId) panel.select(traceId);
  };
  go();
  addEventListener('hashchange', go);
  panel.selection.watch(() => {
    const traceId = panel.selection.get()?.traceId;
    history.replaceState(null, '', traceId ? `#${traceId}` : location.pathname);
  });
}
