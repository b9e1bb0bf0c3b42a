import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measure } from '../../../src/report/encode.ts';
import { createSender, type Moment } from '../../../src/report/send.ts';

const URL = 'https://zipkin.example/api/v2/spans';
const KB = 1024;

const fetch = vi.fn<typeof globalThis.fetch>();
const sendBeacon = vi.fn<Navigator['sendBeacon']>();
const leave = vi.fn<(body: string) => boolean>();

beforeEach(() => {
  vi.stubGlobal('fetch', fetch);
  vi.stubGlobal('navigator', { sendBeacon, onLine: true });
  vi.stubGlobal('location', { hostname: 'shop.example' });
  vi.stubGlobal('origin', 'https://shop.example');
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

function open(url = URL) {
  const box = { works: true, put: () => true, takeOut() {}, leave };
  const { send, pack, obstacle, retryAfter, batchBytes } = createSender(url, box);
  const sendText = (text: string, moment: Moment) => {
    const { text: content, bytes } = measure(text);
    return send({ content, bytes }, moment);
  };
  return {
    obstacle,
    retryAfter,
    batchBytes,
    send: sendText,
    pack: (text: string) => pack({ content: text, bytes: measure(text).bytes }),
    sendPacked: async (text: string) =>
      send(await pack({ content: text, bytes: measure(text).bytes }), 'staying'),
  };
}

/** Requests that stay on their way until they are answered. */
function keepWaiting(): () => void {
  const answers: ((response: Response) => void)[] = [];
  fetch.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  return () => answers.shift()?.(new Response(null, { status: 202 }));
}

const answer = (status: number, headers?: HeadersInit) =>
  fetch.mockResolvedValue(new Response(null, { status, headers }));
const calls = () => fetch.mock.calls.map(([, init]) => init);
const keepalives = () => calls().map((init) => init?.keepalive);
const modes = () => calls().map((init) => init?.mode);

test.each([
  [200, 'delivered'],
  [202, 'delivered'],
  [400, 'invalid'],
  [404, 'refused'],
  [413, 'too large'],
  [429, 'retry'],
  [500, 'retry'],
  [503, 'retry'],
] as const)('an answer of %d is %s', async (status, outcome) => {
  answer(status);
  expect(await open().send('[]', 'staying')).toBe(outcome);
});

test.each([
  ['30', 30_000],
  ['Sat, 21 Nov 2026 10:01:00 GMT', 60_000],
  ['soon', undefined],
  ['-1', undefined],
])('Retry-After: %s is a wish for %s ms', async (header, retryAfter) => {
  vi.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-21T10:00:00Z'));
  answer(503, { 'retry-after': header });
  const sender = open();
  expect(await sender.send('[]', 'staying')).toBe('retry');
  expect(sender.retryAfter()).toBe(retryAfter);
  vi.restoreAllMocks();
});

test('no answer is worth another try, and nothing is thrown', async () => {
  fetch.mockRejectedValue(new TypeError('Failed to fetch'));
  const { send, obstacle } = open();
  expect(await send('[]', 'staying')).toBe('retry');
  expect(obstacle()).toBeUndefined();
});

test('the body is text, so that no browser asks for a preflight', async () => {
  answer(202);
  await open().send('[]', 'staying');
  const [url, init] = fetch.mock.calls[0] ?? [];
  expect([url, init?.method, init?.body, init?.headers]).toEqual([URL, 'POST', '[]', undefined]);
});

test('what is on its way with keepalive leaves the page its half of what browsers allow', () => {
  keepWaiting();
  const { send } = open();
  for (let i = 0; i < 4; i++) void send('x'.repeat(10 * KB), 'staying');
  expect(keepalives()).toEqual([true, true, true, false]);
});

test('bytes are counted, not characters', () => {
  keepWaiting();
  const { send } = open();
  void send('ü'.repeat(12 * KB), 'staying');
  void send('ü'.repeat(12 * KB), 'staying');
  expect(keepalives()).toEqual([true, false]);
});

test('an answer makes room for more', async () => {
  const answer = keepWaiting();
  const { send } = open();
  const first = send('x'.repeat(30 * KB), 'staying');
  answer();
  await first;
  void send('x'.repeat(30 * KB), 'staying');
  expect(keepalives()).toEqual([true, true]);
});

test('when the page is left, what doesn’t fit goes later, and beacons are the page’s', async () => {
  keepWaiting();
  const { send } = open();
  void send('x'.repeat(40 * KB), 'leaving');
  leave.mockReturnValueOnce(true).mockReturnValue(false);
  expect(await send('y'.repeat(20 * KB), 'leaving')).toBe('unconfirmed');
  expect(await send('z'.repeat(20 * KB), 'leaving')).toBe('retry');
  expect(fetch).toHaveBeenCalledOnce();
  expect(leave.mock.calls.map(([body]) => body[0])).toEqual(['y', 'z']);
  expect(sendBeacon).not.toHaveBeenCalled();
});

test('a browser whose requests can’t be keepalive sends beacons when the page is left', async () => {
  vi.stubGlobal('Request', class {});
  const { send } = open();
  sendBeacon.mockReturnValueOnce(true).mockReturnValue(false);
  expect(await send('x', 'leaving')).toBe('unconfirmed');
  expect(await send('y', 'leaving')).toBe('retry');
  expect(sendBeacon.mock.calls).toEqual([
    [URL, 'x'],
    [URL, 'y'],
  ]);
  expect(fetch).not.toHaveBeenCalled();
});

test('what would miss the end of a page that stays is too large', async () => {
  answer(202);
  const { send } = open();
  expect(await send('x'.repeat(33 * KB), 'staying')).toBe('too large');
  expect(fetch).not.toHaveBeenCalled();
  expect(await send('x'.repeat(33 * KB), 'stored')).toBe('delivered');
});

test('what is stored goes without keepalive: it may be given up', async () => {
  answer(202);
  await open().send('[]', 'stored');
  expect(keepalives()).toEqual([false]);
});

/** A server that is there, and lets no page read its answers. */
function withoutCors() {
  fetch.mockImplementation(async (_, init) => {
    if (init?.mode !== 'no-cors') throw new TypeError('Failed to fetch');
    return Response.error();
  });
}

test('a Zipkin without CORS headers is known by an answer to no-cors, and served so', async () => {
  withoutCors();
  const { send, obstacle } = open();
  // It has arrived: only its answer could not be read.
  expect(await send('["a"]', 'staying')).toBe('unconfirmed');
  expect(obstacle()).toBe('cors');
  expect(await send('["b"]', 'staying')).toBe('unconfirmed');
  expect(calls().map((init) => [init?.mode, init?.body])).toEqual([
    ['cors', '["a"]'],
    ['no-cors', '[]'],
    ['no-cors', '["b"]'],
  ]);
});

test('while nobody is there it is asked less and less, until the network changes', async () => {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  fetch.mockRejectedValue(new TypeError('Failed to fetch'));
  const { send } = open();
  const asked = () => modes().filter((mode) => mode === 'no-cors').length;
  for (let i = 0; i < 60; i++) await send('[]', 'stored');
  // The first time, and the 2nd, 4th, 8th, 16th and 32nd.
  expect(asked()).toBe(6);
  page.dispatchEvent(new Event('online'));
  await send('[]', 'stored');
  expect(asked()).toBe(7);
});

test('a Zipkin without CORS headers that comes up later is known, too', async () => {
  fetch.mockRejectedValue(new TypeError('Failed to fetch'));
  const { send, obstacle } = open();
  for (let i = 0; i < 5; i++) await send('[]', 'stored');
  withoutCors();
  for (let i = 0; i < 3; i++) await send('[]', 'stored');
  expect(obstacle()).toBe('cors');
});

test('what is stored is tried in a way that has an answer, which mends all', async () => {
  withoutCors();
  const { send, obstacle } = open();
  await send('[]', 'staying');
  answer(202);
  expect(await send('[]', 'stored')).toBe('delivered');
  expect(obstacle()).toBeUndefined();
});

test('a Zipkin that has answered once has its CORS in order', async () => {
  answer(202);
  const { send, obstacle } = open();
  await send('[]', 'staying');
  withoutCors();
  expect(await send('[]', 'staying')).toBe('retry');
  expect(obstacle()).toBeUndefined();
  expect(modes()).not.toContain('no-cors');
});

test('a public page that may not speak to a local address asks once', async () => {
  fetch.mockRejectedValue(new TypeError('Failed to fetch'));
  const query = async () => ({ state: 'prompt' });
  vi.stubGlobal('navigator', { onLine: true, permissions: { query } });
  const { send, obstacle } = open('http://127.0.0.1:9411/api/v2/spans');
  expect(await send('[]', 'staying')).toBe('retry');
  expect(obstacle()).toBe('local-network-access');
  expect(await send('[]', 'staying')).toBe('retry');
  expect(fetch).toHaveBeenCalledOnce();
});

const LONG = 'x'.repeat(5000);
const OWN = 'https://shop.example/api/v2/spans';

test('to its own origin a page sends gzip, and goes back to text where that isn’t read', async () => {
  answer(400);
  const { sendPacked } = open(OWN);
  expect(await sendPacked(LONG)).toBe('retry');
  expect(calls()[0]).toMatchObject({ headers: { 'content-encoding': 'gzip' } });
  answer(202);
  await sendPacked(LONG);
  expect(calls()[1]).toMatchObject({ body: LONG, headers: undefined });
});

test('batches are larger where Zipkin reads gzip', async () => {
  answer(202);
  const { sendPacked, batchBytes } = open(OWN);
  expect(batchBytes()).toBe(16 * KB);
  await sendPacked(LONG);
  expect(batchBytes()).toBe(64 * KB);
});

test('a refusal of gzip that was read before is one of what is in it', async () => {
  answer(202);
  const { sendPacked } = open(OWN);
  await sendPacked(LONG);
  answer(400);
  expect(await sendPacked(LONG)).toBe('invalid');
});

test('to other origins gzip goes once they say that they read it', async () => {
  answer(202, { 'accept-encoding': 'gzip' });
  const { sendPacked } = open();
  await sendPacked(LONG);
  await sendPacked(LONG);
  expect(calls().map((init) => typeof init?.body)).toEqual(['string', 'object']);
});
