import {
  createServer,
  get,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { createLive, type Live } from '../../../demo/collector/live.ts';
import type { ZipkinSpan } from '../../../src/report/zipkin.ts';

const BIG = 2_000_000;
const span: ZipkinSpan = { traceId: 'a'.repeat(16), id: 'b'.repeat(16), name: 'x'.repeat(BIG) };
const opened: { server: Server; live: Live; responses: ServerResponse[] }[] = [];

afterEach(() => {
  for (const { server, live } of opened.splice(0)) {
    live.close();
    server.close();
    server.closeAllConnections();
  }
});

test('while nothing comes in, a comment says that the connection stands', async () => {
  const connectTo = await serve({ heartbeat: 5 });
  const client = await connectTo();
  let text = '';
  client.on('data', (chunk) => {
    text += chunk;
  });
  await vi.waitFor(() => expect(text).toMatch(/^(:\n\n){3}/), 10_000);
});

test('clients that go are forgotten', async () => {
  const connectTo = await serve();
  const clients = [await connectTo(), await connectTo()];
  const { server } = opened[0] ?? {};
  const connections = () =>
    new Promise((resolve) => server?.getConnections((_, count) => resolve(count)));
  expect(await connections()).toBe(2);
  for (const client of clients) client.destroy();
  await vi.waitFor(async () => expect(await connections()).toBe(0), 10_000);
  opened[0]?.live.publish([span]);
});

test('a client that does not keep up is let go, and the others stay', async () => {
  const connectTo = await serve({ maxUnread: 1_000_000 });
  const [slow, quick] = [await connectTo(), await connectTo()];
  const { live, responses } = opened[0] ?? {};
  let read = 0;
  quick.on('data', (chunk) => {
    read += chunk.length;
  });
  slow.on('error', () => {});
  slow.pause();
  // The network takes some of its own accord, before the collector has to keep anything.
  for (let sent = 1; !responses?.[0]?.destroyed; sent++) {
    live?.publish([span]);
    await vi.waitFor(() => expect(read).toBeGreaterThan(sent * BIG), {
      timeout: 10_000,
      interval: 1,
    });
  }
  expect(responses?.[1]?.destroyed).toBe(false);
  slow.resume();
  await new Promise((resolve) => slow.on('close', resolve));
  expect(slow.complete).toBe(false);
});

async function serve(
  options?: Parameters<typeof createLive>[0],
): Promise<() => Promise<IncomingMessage>> {
  const live = createLive(options);
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => {
    responses.push(response);
    live.open(response);
  });
  opened.push({ server, live, responses });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return () => new Promise((resolve) => get({ port: address.port, host: '127.0.0.1' }, resolve));
}
