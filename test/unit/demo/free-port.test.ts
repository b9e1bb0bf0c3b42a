import { expect, test } from 'vitest';
import { onFreePort } from '../../../demo/services/run/free-port.ts';

test('the wanted port is taken when it is free', async () => {
  expect(await onFreePort(8080, listenUnless())).toBe(8080);
});

test('a port that others have makes way for the next that is free', async () => {
  expect(await onFreePort(8080, listenUnless(8080, 8081))).toBe(8082);
});

test('when many in a row are taken, any will do', async () => {
  const row = Array.from({ length: 100 }, (_, index) => 8080 + index);
  expect(await onFreePort(8080, listenUnless(...row))).toBe(0);
});

test('no port beyond the last is tried', async () => {
  expect(await onFreePort(65_535, listenUnless(65_535))).toBe(0);
});

test('another failure is not taken for a port in use', async () => {
  const denied = Object.assign(new Error('permission denied'), { code: 'EACCES' });
  await expect(onFreePort(80, () => Promise.reject(denied))).rejects.toBe(denied);
});

function listenUnless(...taken: number[]): (port: number) => Promise<number> {
  return async (port) => {
    if (!taken.includes(port)) return port;
    throw Object.assign(new Error('address in use'), { code: 'EADDRINUSE' });
  };
}
