import { afterEach, expect, test, vi } from 'vitest';
import { isKeptFromLocal } from '../../../src/report/obstacle.ts';

afterEach(() => vi.unstubAllGlobals());

function visit(hostname: string, state = 'prompt') {
  vi.stubGlobal('location', { hostname });
  vi.stubGlobal('navigator', { permissions: { query: async () => ({ state }) } });
}

test.each([
  ...['localhost', 'zipkin.localhost', 'zipkin.local', '127.0.0.1', '10.1.2.3', '192.168.1.2'],
  ...['172.16.0.1', '172.31.0.1', '[::1]'],
])('%s is an address that a public page may be kept from', async (hostname) => {
  visit('shop.example');
  expect(await isKeptFromLocal(new URL(`http://${hostname}:9411`))).toBe(true);
  visit(hostname);
  expect(await isKeptFromLocal(new URL(`http://${hostname}:9411`))).toBe(false);
});

test.each(['zipkin.example', 'local.example', 'localhost.example', '172.32.0.1', '8.8.8.8'])(
  '%s is none',
  async (hostname) => {
    visit('shop.example');
    expect(await isKeptFromLocal(new URL(`http://${hostname}:9411`))).toBe(false);
  },
);

test('what the user has allowed is in nobody’s way', async () => {
  visit('shop.example', 'granted');
  expect(await isKeptFromLocal(new URL('http://localhost:9411'))).toBe(false);
});
