import { render } from 'preact';
import { connectExtension } from '../connect/extension.ts';
import { createPanel } from '../state/panel.ts';
import { createSettings } from '../state/settings.ts';
import { App } from '../view/app.tsx';
import { panelStyles } from '../view/styles.ts';
import { requestBackend } from './request-backend.ts';

const { inspectedWindow, panels } = chrome.devtools;

const panel = createPanel({
  connect: connectExtension({ tabId: inspectedWindow.tabId, chrome, onReplaced }),
  fetch: fetch.bind(globalThis),
  backend: 'ask',
  requestBackend,
  settings: createSettings(),
});

follow(panels.themeName);
panels.setThemeChangeHandler(follow);
document.adoptedStyleSheets = [panelStyles()];
render(<App panel={panel} />, document.body);

/** DevTools has a theme of its own, whatever the system's is. */
function follow(theme: typeof panels.themeName) {
  document.documentElement.style.colorScheme = theme === 'dark' ? 'dark' : 'light';
}

function onReplaced() {
  panel.stop();
  render(<p>Rootspan was updated or reloaded. Close DevTools and open it again.</p>, document.body);
}
