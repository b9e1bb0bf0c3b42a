import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSender } from '../../../src/report/send.ts';

const URL = 'https://zipkin.example/api/v2/spans';
const KB = 1024;

const fetch = vi.fn<typeof globalThis.fetch>();
const sendBeacon = vi.fn<Navigator['sendBeacon']>();

beforeEach(() => {
  vi.stubGlobal('fetch', fetch);
  vi.stubGlobal('navigator', { sendBeacon });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

/** Requests that stay on their way until they are answered. */
function keepWaiting(): () => void {
  const answers: ((response: Response) => void)[] = [];
  fetch.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  return () => answers.shift()?.(new Response(null, { status: 202 }));
}

const keepalives = () => fetch.mock.calls.map(([, init]) => init?.keepalive);

test.each([
  [200, 'delivered'],
  [202, 'delivered'],
  [400, 'refused'],
  [404, 'refused'],
  [413, 'refused'],
  [429, 'retry'],
  [500, 'retry'],
  [503, 'retry'],
])('an answer of %d is %s', async (status, outcome) => {
  fetch.mockResolvedValue(new Response(null, { status }));
  expect(await createSender(URL).send('[]', false)).toBe(outcome);
});

test('no answer is worth another try, and nothing is thrown', async () => {
  fetch.mockRejectedValue(new TypeError('Failed to fetch'));
  expect(await createSender(URL).send('[]', false)).toBe('retry');
});

test('the body is text, so that no browser asks for a preflight', async () => {
  fetch.mockResolvedValue(new Response(null, { status: 202 }));
  await createSender(URL).send('[]', false);
  const [url, init] = fetch.mock.calls[0] ?? [];
  expect([url, init?.method, init?.body, init?.headers]).toEqual([URL, 'POST', '[]', undefined]);
});

test('what is on its way with keepalive never exceeds what browsers allow', () => {
  keepWaiting();
  const { send } = createSender(URL);
  for (let i = 0; i < 4; i++) void send('x'.repeat(20 * KB), false);
  expect(keepalives()).toEqual([true, true, true, false]);
});

test('bytes are counted, not characters', () => {
  keepWaiting();
  const { send } = createSender(URL);
  void send('ü'.repeat(25 * KB), false);
  void send('ü'.repeat(25 * KB), false);
  expect(keepalives()).toEqual([true, false]);
});

test('an answer makes room for more', async () => {
  const answer = keepWaiting();
  const { send } = createSender(URL);
  const first = send('x'.repeat(50 * KB), false);
  answer();
  await first;
  void send('x'.repeat(50 * KB), false);
  expect(keepalives()).toEqual([true, true]);
});

test('when the page is left, what doesn’t fit goes as a beacon', async () => {
  keepWaiting();
  const { send } = createSender(URL);
  void send('x'.repeat(50 * KB), true);
  sendBeacon.mockReturnValueOnce(true).mockReturnValueOnce(false);
  expect(await send('y'.repeat(20 * KB), true)).toBe('delivered');
  expect(await send('z'.repeat(20 * KB), true)).toBe('retry');
  expect(fetch).toHaveBeenCalledOnce();
  expect(sendBeacon.mock.calls.map(([url, body]) => [url, String(body).slice(0, 1)])).toEqual([
    [URL, 'y'],
    [URL, 'z'],
  ]);
});
