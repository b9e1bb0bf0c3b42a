/** What browsers let nobody add headers to: event sources, web sockets, beacons. */
import { expect, test } from 'vitest';
import { beacons } from '../../../src/instrument/beacon.ts';
import { eventSources } from '../../../src/instrument/event-source.ts';
import { webSockets } from '../../../src/instrument/web-socket.ts';
import { start } from '../../../src/start.ts';
import { connect, newKey, openPage, seen, ZIPKIN } from '../../fixtures/pages.ts';
import { useThisPage } from '../../fixtures/this-page.ts';

const { rootspan, spanOf, spans } = useThisPage(eventSources, webSockets, beacons);

const SOCKET = `ws://${location.host}/__socket`;

const next = (target: EventTarget, type: string) =>
  new Promise<Event>((resolve) => target.addEventListener(type, resolve, { once: true }));

test('an event source has a span until it is open', async () => {
  const source = new EventSource('/__events?token=secret');
  await next(source, 'message');
  source.close();
  const span = await spanOf('event source');
  expect(span).toMatchObject({ kind: 'CLIENT', tags: { 'http.path': '/__events' } });
  expect(span.tags?.['rootspan.headers']).toBe('no event source can have any');
  expect(JSON.stringify(span)).not.toContain('secret');
  expect(span.tags).not.toHaveProperty('error');
});

test('one that is closed before it is open says so', async () => {
  const source = new EventSource('/__never/events');
  source.close();
  const { tags } = await spanOf('event source');
  expect(tags).toMatchObject({ 'rootspan.incomplete': 'closed before it was open' });
  expect(tags).not.toHaveProperty('error');
});

test('one that can’t be opened says so', async () => {
  const source = new EventSource('/__echo?status=404');
  await next(source, 'error');
  source.close();
  expect((await spanOf('event source')).tags).toMatchObject({ error: 'failed' });
});

test('a web socket has a span until it is open, and one of what went over it', async () => {
  const socket = new WebSocket(SOCKET);
  await next(socket, 'open');
  for (const text of ['one', 'two', 'three']) socket.send(text);
  for (let i = 0; i < 3; i++) await next(socket, 'message');
  socket.close();
  const [connect, session] = [await spanOf('web socket'), await spanOf('web socket session')];
  expect(session.parentId).toBe(connect.id);
  expect(session.tags).toMatchObject({ 'messages.sent': '3', 'messages.received': '3' });
  expect(session.tags).not.toHaveProperty('error');
  expect(connect.tags?.['rootspan.headers']).toBe('no web socket can have any');
});

test('a session that is cut off has failed', async () => {
  const socket = new WebSocket(SOCKET);
  await next(socket, 'open');
  socket.send('hang up');
  expect((await spanOf('web socket session')).tags).toMatchObject({ error: '1006' });
  expect((await spanOf('web socket')).tags).not.toHaveProperty('error');
});

test.each(['EventSource', 'WebSocket'] as const)(
  'one of a class of the page’s own is made and traced: %s',
  async (name) => {
    const Class: new (url: string) => EventTarget & { close(): void } = window[name];
    const calls: string[] = [];
    class Mine extends Class {
      readonly #calls = calls;
      get url(): string {
        return this.#calls.join();
      }
      override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
        this.#calls.push(args[0]);
        super.addEventListener(...args);
      }
      override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
        this.#calls.push(args[0]);
        super.removeEventListener(...args);
      }
    }
    const mine = new Mine(name === 'WebSocket' ? SOCKET : '/__events');
    await next(mine, 'open');
    mine.close();
    expect(calls).toEqual(['open']);
    await spanOf(name === 'WebSocket' ? 'web socket' : 'event source');
  },
);

test('what is being connected to when Rootspan stops is told, and listened to no longer', async () => {
  await rootspan().stop();
  const listeners = new Map<EventTarget, number>();
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const counting = (native: typeof addEventListener, change: number): typeof addEventListener =>
    function (this: EventTarget, ...args) {
      listeners.set(this, (listeners.get(this) ?? 0) + change);
      native.apply(this, args);
    };
  Object.assign(EventTarget.prototype, {
    addEventListener: counting(addEventListener, 1),
    removeEventListener: counting(removeEventListener, -1),
  });
  const traced = connect(
    window,
    start({ service: 'page', zipkin: ZIPKIN, instruments: [eventSources(), webSockets()] }),
  );
  try {
    const open = new EventSource('/__events');
    await expect.poll(() => open.readyState).toBe(EventSource.OPEN);
    open.close();
    const [source, socket] = [new EventSource('/__never/events'), new WebSocket(SOCKET)];
    expect([open, source, socket].map((target) => listeners.get(target))).toEqual([0, 2, 3]);
    await traced.rootspan.stop();
    expect([open, source, socket].map((target) => listeners.get(target))).toEqual([0, 0, 0]);
    source.close();
    socket.close();
  } finally {
    Object.assign(EventTarget.prototype, { addEventListener, removeEventListener });
  }
  const told = () => traced.spans.map(({ tags }) => tags?.['rootspan.incomplete']);
  await expect.poll(told).toEqual([undefined, 'stopped before its end', 'stopped before its end']);
});

test('one that can’t be opened has failed', async () => {
  const socket = new WebSocket('ws://localhost:1/');
  await next(socket, 'close');
  const span = await spanOf('web socket');
  expect(span.tags).toMatchObject({ error: '1006' });
  expect(span.remoteEndpoint).toEqual({ serviceName: 'localhost:1' });
});

test('a beacon has a span, and arrives as it would without us', async () => {
  const key = newKey();
  expect(navigator.sendBeacon(`/__echo/beacon?key=${key}`, 'x')).toBe(true);
  expect((await spanOf('beacon')).tags).toMatchObject({
    'http.path': '/__echo/beacon',
    'rootspan.headers': 'no beacon can have any',
  });
  await expect.poll(async () => (await seen(key)).map(({ body }) => body)).toEqual(['x']);
});

test('a beacon that the browser doesn’t take has failed', async () => {
  expect(navigator.sendBeacon('/__echo', 'x'.repeat(70_000))).toBe(false);
  expect((await spanOf('beacon')).tags).toMatchObject({ error: 'refused by the browser' });
});

test('classes look and fail as they do without us', async () => {
  const native = await openPage();
  for (const name of ['EventSource', 'WebSocket'] as const) {
    const describe = (page: Window & typeof globalThis) => {
      const Class = page[name];
      const errorOf = (call: () => unknown) => {
        try {
          return String(call());
        } catch (error) {
          return String(error);
        }
      };
      return [
        Class.name,
        Class.length,
        Class.prototype.constructor === Class,
        String(Class).includes('[native code]'),
        Object.keys(Class),
        errorOf(() => Reflect.apply(Class as never, undefined, ['/'])),
        errorOf(() => Reflect.construct(Class, [])),
        errorOf(() => new Class('http://[')),
      ];
    };
    expect(describe(window)).toEqual(describe(native));
  }
  class Mine extends WebSocket {
    readonly mine = true;
  }
  const socket = new Mine(SOCKET);
  expect([socket.mine, socket instanceof Mine, socket.constructor === Mine]).toEqual([
    true,
    true,
    true,
  ]);
  socket.close();
});

test('stopping gives the page its own classes back', async () => {
  const { EventSource, WebSocket } = window;
  await rootspan().stop();
  expect(window.EventSource).not.toBe(EventSource);
  expect(window.WebSocket).not.toBe(WebSocket);
  expect(window.WebSocket.prototype.constructor).toBe(window.WebSocket);
  new window.WebSocket(SOCKET).close();
  expect(spans()).toEqual([]);
});
