import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { mountPanel } from '../../../devtools/overlay/index.ts';
import { CONNECT, type PageMessage, READY } from '../../../src/bridge/protocol.ts';
import { trace } from '../../fixtures/trace.ts';
import { press, real, textOf, textsOf } from './open-panel.tsx';

const { attachShadow } = Element.prototype;
let roots: ShadowRoot[] = [];

beforeEach(() => {
  sessionStorage.clear();
  roots = [];
  // A closed root is closed to tests, too.
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    roots.push(root);
    return root;
  };
});

afterEach(() => {
  Element.prototype.attachShadow = attachShadow;
  mountPanel().remove();
  document.body.replaceChildren();
});

test('the page gets one small button, however often it is asked for', () => {
  expect(mountPanel()).toBe(mountPanel());
  expect(document.querySelectorAll('rootspan-panel')).toHaveLength(1);
  expect(document.querySelector('rootspan-panel')?.shadowRoot).toBeNull();
  expect(textOf(document.body)).toBe('');
});

test('the button opens the panel, Escape closes it, and the focus is where it was', async () => {
  const field = document.body.appendChild(document.createElement('input'));
  mountPanel();
  field.focus();
  launcher().click();
  await opened();
  expect(shadow().activeElement).toBe(filterField());
  expect(launcher().hidden).toBe(true);
  await press('{Escape}');
  await expect.poll(() => dock()).toBeNull();
  expect(launcher().hidden).toBe(false);
  expect(document.activeElement).toBe(field);
});

test('what the button looks like is not what the panel’s buttons look like', async () => {
  mountPanel({ open: true });
  await opened();
  const toolbar = shadow().querySelector('.toolbar')!.getBoundingClientRect();
  for (const button of shadow().querySelectorAll('.toolbar button')) {
    const { top, bottom, width } = button.getBoundingClientRect();
    expect(top).toBeGreaterThanOrEqual(toolbar.top);
    expect(bottom).toBeLessThanOrEqual(toolbar.bottom);
    expect(width).toBe(24);
  }
});

test('Alt+Shift+R opens it, from wherever, and closes it', async () => {
  mountPanel();
  await userEvent.keyboard('{Alt>}{Shift>}R{/Shift}{/Alt}');
  await opened();
  await userEvent.keyboard('{Alt>}{Shift>}R{/Shift}{/Alt}');
  await expect.poll(() => dock()).toBeNull();
});

test('what is typed in the panel is none of the page’s shortcuts', async () => {
  const shortcut = vi.fn();
  document.addEventListener('keydown', shortcut);
  mountPanel({ open: true });
  await opened();
  filterField()?.focus();
  await press('s', '/');
  document.removeEventListener('keydown', shortcut);
  expect(filterField()?.value).toBe('s/');
  expect(shortcut).not.toHaveBeenCalled();
});

test('it shows what the page’s library says, also one that starts later', async () => {
  mountPanel({ open: true });
  await opened();
  await expect.poll(() => textsOf(shadow(), 'h2')).toContain('Looking for Rootspan');
  const { stop } = speak({ type: 'spans', spans: real(trace`shop-web  page load  |====|`) });
  dispatchEvent(new Event(READY));
  await expect.poll(() => textsOf(shadow(), '.trace-entry__title')).toEqual(['page load']);
  stop();
});

test('what it asks of Zipkin, the page’s own fetch and timeline don’t see', async () => {
  const zipkin = `${location.origin}/__page`;
  const span = real(trace`shop-web  page load  |====|`);
  const { stop } = speak({ type: 'spans', spans: span }, zipkin);
  const pages = vi.spyOn(window, 'fetch');
  mountPanel({ open: true });
  await expect.poll(() => textsOf(shadow(), '.trace-entry__title')).toEqual(['page load']);
  shadow().querySelector<HTMLElement>('.trace-entry')?.click();
  await expect.poll(() => textsOf(shadow(), '.notice__text').join()).toContain(zipkin);
  expect(pages).not.toHaveBeenCalled();
  const timeline = performance.getEntriesByType('resource').map(({ name }) => name);
  expect(timeline.filter((url) => url.startsWith(zipkin))).toEqual([]);
  pages.mockRestore();
  stop();
});

test('while it is closed it listens to nobody, and the page tells again what was missed', async () => {
  const { ports, stop } = speak({ type: 'spans', spans: real(trace`shop-web  page load  |====|`) });
  const panel = mountPanel({ open: true });
  await opened();
  await expect.poll(() => textsOf(shadow(), '.trace-entry__title')).toEqual(['page load']);
  panel.close();
  await expect.poll(dock).toBeNull();
  expect(ports).toHaveLength(1);
  panel.open();
  await expect.poll(() => textsOf(shadow(), '.trace-entry__title')).toEqual(['page load']);
  expect(ports).toHaveLength(2);
  stop();
});

test('the end of the page can be scrolled out from under the panel; closed, all is as it was', async () => {
  const end = document.body.appendChild(document.createElement('p'));
  end.style.marginTop = '200vh';
  const before = [document.documentElement.scrollHeight, [...document.adoptedStyleSheets]];
  const panel = mountPanel({ open: true });
  await opened();
  end.scrollIntoView({ block: 'end' });
  expect(end.getBoundingClientRect().bottom).toBeLessThanOrEqual(top(dock()));
  scrollTo(0, 1e6);
  expect(end.getBoundingClientRect().bottom).toBeLessThanOrEqual(top(dock()));

  shadow().querySelector<HTMLElement>('.dock > .splitter')?.focus();
  await press('{ArrowUp}', '{ArrowUp}');
  scrollTo(0, 1e6);
  expect(end.getBoundingClientRect().bottom).toBeLessThanOrEqual(top(dock()));

  panel.close();
  await expect.poll(dock).toBeNull();
  expect([document.documentElement.scrollHeight, [...document.adoptedStyleSheets]]).toEqual(before);
});

test('open on one page, it is open on the next, and as high, but takes no focus', async () => {
  mountPanel({ open: true });
  await opened();
  const line = shadow().querySelector<HTMLElement>('.dock > .splitter');
  line?.focus();
  await press('{ArrowUp}');
  const height = dock()?.style.height;
  // As another page would, it begins anew, with what the tab remembers.
  const remembered = { ...sessionStorage };
  mountPanel().remove();
  Object.assign(sessionStorage, remembered);
  document.body.tabIndex = 0;
  mountPanel();
  await expect.poll(() => dock()?.style.height).toBe(height);
  expect(document.activeElement).toBe(document.body);
});

test('removed, it leaves nothing behind', async () => {
  const panel = mountPanel({ open: true });
  await opened();
  panel.remove();
  expect(document.querySelector('rootspan-panel')).toBeNull();
  await userEvent.keyboard('{Alt>}{Shift>}R{/Shift}{/Alt}');
  expect(document.querySelector('rootspan-panel')).toBeNull();
});

/** What the library says to each panel that connects, and the ports it was offered. */
function speak(message: PageMessage, zipkin = ''): { ports: MessagePort[]; stop: () => void } {
  const ports: MessagePort[] = [];
  const answer = (event: Event) => {
    const [port] = event instanceof MessageEvent ? event.ports : [];
    if (!port) return;
    ports.push(port);
    port.postMessage({ type: 'hello', version: 1, service: 'shop-web', zipkin });
    port.postMessage(message);
  };
  addEventListener(CONNECT, answer);
  return { ports, stop: () => removeEventListener(CONNECT, answer) };
}

const shadow = () => roots.at(-1) as ShadowRoot & HTMLElement;
const launcher = () => shadow().querySelector('button')!;
/** The first time takes as long as the server takes to make the modules. */
const opened = () => expect.poll(dock, { timeout: 10_000 }).not.toBeNull();
const dock = () => shadow().querySelector<HTMLElement>('.dock');
const top = (element: Element | null) => element?.getBoundingClientRect().top ?? 0;
const filterField = () => shadow().querySelector<HTMLInputElement>('.filter__input');
