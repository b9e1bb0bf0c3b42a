/** What browsers let nobody add headers to: event sources, web sockets, beacons. */
import { expect, test } from 'vitest';
import { beacons } from '../../../src/instrument/beacon.ts';
import { eventSources } from '../../../src/instrument/event-source.ts';
import { webSockets } from '../../../src/instrument/web-socket.ts';
import { newKey, openPage, seen } from '../../fixtures/pages.ts';
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
  expect((await spanOf('beacon')).tags).toMatchObject({ 'http.path': '/__echo/beacon' });
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
