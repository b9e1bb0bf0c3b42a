import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectExtension } from '../../../devtools/connect/extension.ts';
import type { PageMessage } from '../../../src/bridge/protocol.ts';

const HELLO = { type: 'hello', version: 1, service: 'shop-web', zipkin: 'http://localhost:9411' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'queueMicrotask'] });
});

afterEach(() => {
  vi.useRealTimers();
});

test('what the page says reaches the panel', () => {
  const { panel, ports } = open();
  ports[0]?.say(HELLO);
  ports[0]?.say({ type: 'spans', spans: [] });
  expect(panel.told).toEqual([HELLO, { type: 'spans', spans: [] }]);
});

test.each([
  undefined,
  null,
  'hello',
  [],
  {},
  { type: 'goodbye' },
  { type: 'hello' },
  { ...HELLO, version: '1' },
  { ...HELLO, service: undefined },
  { ...HELLO, zipkin: 9411 },
  { type: 'spans' },
  { type: 'spans', spans: { length: 1 } },
])('%j has not the shape of a message, and goes no further', (message) => {
  const { panel, ports } = open();
  ports[0]?.say(message);
  expect(panel.told).toEqual([]);
});

test('only the main frame of the document on the screen is asked', () => {
  const { asked } = open();
  expect(asked).toEqual([[7, { frameId: 0 }]]);
});

test('while a page is connected it is neither asked nor reconnected, even if it stays silent', () => {
  const { ports } = open();
  vi.advanceTimersByTime(3_600_000);
  expect(ports).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('after a navigation the next page says hello anew', () => {
  const { panel, ports, navigate } = open();
  ports[0]?.say(HELLO);
  ports[0]?.drop();
  expect(panel.closed).toBe(1);

  navigate();
  ports[1]?.say(HELLO);
  expect(panel.told).toEqual([HELLO, HELLO]);
  vi.runAllTimers();
  expect(ports).toHaveLength(2);
});

test('a new page that was found before its navigation was reported is kept', () => {
  const { ports, navigate } = open();
  ports[0]?.drop();
  vi.advanceTimersByTime(100);
  navigate();
  expect(ports).toHaveLength(2);
});

test('the next page is asked for at once, too, where its navigation was reported before the loss', () => {
  const { ports, navigate } = open();
  navigate();
  expect(ports).toHaveLength(1);
  ports[0]?.drop();
  vi.advanceTimersByTime(0);
  expect(ports).toHaveLength(2);
});

test('a page that never said hello leaves without a farewell', () => {
  const { panel, ports } = open();
  ports[0]?.drop();
  expect(panel.closed).toBe(0);
});

test('a tab that cannot be reached is tried ever less often, down to each five seconds', () => {
  const { ports } = open({ reachable: false });
  const tries = [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000].map((delay) => {
    const before = ports.length;
    vi.advanceTimersByTime(delay - 1);
    expect(ports).toHaveLength(before);
    vi.advanceTimersByTime(1);
    return ports.length - before;
  });
  expect(tries).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});

test('a navigation ends the wait, and the next waits are short again', () => {
  const { ports, navigate } = open({ reachable: false });
  vi.advanceTimersByTime(30_000);
  const before = ports.length;
  navigate();
  expect(ports).toHaveLength(before + 1);
  vi.advanceTimersByTime(100);
  expect(ports).toHaveLength(before + 2);
});

test('a port that Chrome refuses to open is one that was lost', () => {
  const { chrome, ports } = open({ throws: 1 });
  expect(ports).toHaveLength(0);
  vi.advanceTimersByTime(100);
  expect(ports).toHaveLength(1);
  expect(chrome.runtime.id).toBeDefined();
});

test('once the extension was replaced it gives up for good, and says so', () => {
  const { panel, ports, chrome, navigate } = open();
  ports[0]?.say(HELLO);
  chrome.runtime.id = undefined;
  ports[0]?.drop();
  vi.runAllTimers();
  expect(panel).toMatchObject({ closed: 1, replaced: 1 });

  navigate();
  expect(vi.getTimerCount()).toBe(0);
  expect(ports).toHaveLength(1);
  expect(panel.replaced).toBe(1);
});

test('when the panel leaves, its port closes and nothing is left behind', () => {
  const { panel, ports, navigate, stop } = open();
  ports[0]?.say(HELLO);
  stop();
  expect(ports[0]?.closed).toBe(true);

  ports[0]?.drop();
  navigate();
  expect(vi.getTimerCount()).toBe(0);
  expect(ports).toHaveLength(1);
  expect(panel.closed).toBe(0);
});

test('the page’s content script is told to force traces, where there is one to tell', () => {
  const { ports, chrome, stop } = open();
  stop.force?.(true);
  expect(ports[0]?.sent).toEqual([true]);
  chrome.runtime.id = undefined;
  stop.force?.(false);
  expect(ports[0]?.sent).toEqual([true]);
});

test('a panel that leaves while it waits for a page stops waiting', () => {
  const { ports, stop } = open({ reachable: false });
  stop();
  vi.runAllTimers();
  expect(ports).toHaveLength(1);
});

/** A panel on tab 7 of a Chrome whose ports are worked by hand. */
function open({ reachable = true, throws = 0 } = {}) {
  const asked: unknown[][] = [];
  const ports: ReturnType<typeof fakePort>[] = [];
  const onNavigated = fakeEvent<[string]>();
  const runtime: { id: string | undefined } = { id: 'abc' };
  const panel = { told: [] as PageMessage[], closed: 0, replaced: 0 };
  let refusals = throws;

  const chrome = {
    runtime,
    devtools: { network: { onNavigated } },
    tabs: {
      connect(...args: unknown[]) {
        asked.push(args);
        if (refusals-- > 0) throw new Error('Extension context invalidated.');
        const port = fakePort();
        ports.push(port);
        // As Chrome does it: there is a port first, and then it is lost.
        if (!reachable) queueMicrotask(port.drop);
        return port;
      },
    },
  };
  const stop = connectExtension({ tabId: 7, chrome, onReplaced: () => panel.replaced++ })({
    onMessage: (message) => panel.told.push(message),
    onClose: () => panel.closed++,
  });
  return { asked, ports, panel, chrome, stop, navigate: () => onNavigated.fire('http://a.test/') };
}

function fakePort() {
  const onMessage = fakeEvent<[unknown]>();
  const onDisconnect = fakeEvent<[]>();
  return {
    onMessage,
    onDisconnect,
    closed: false,
    sent: [] as unknown[],
    postMessage(message: unknown) {
      this.sent.push(message);
    },
    disconnect() {
      this.closed = true;
    },
    say: onMessage.fire,
    drop: () => onDisconnect.fire(),
  };
}

function fakeEvent<Args extends unknown[]>() {
  const listeners = new Set<(...args: Args) => void>();
  return {
    addListener: (listener: (...args: Args) => void) => void listeners.add(listener),
    removeListener: (listener: (...args: Args) => void) => void listeners.delete(listener),
    fire: (...args: Args) => {
      for (const listener of listeners) listener(...args);
    },
  };
}
