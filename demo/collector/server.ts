/**
 * Zipkin's HTTP API in memory, and three things more: live spans, the library's and the panel's files, and a page that
 * shows the panel. README.md says where it differs from Zipkin.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { send } from './answer.ts';
import { createApi } from './api.ts';
import { corsHeaders } from './cors.ts';
import { createFiles } from './files.ts';
import { createLive, type Live } from './live.ts';
import { respond, type Sources } from './respond.ts';
import { createSpanStore } from './store.ts';

export interface Collector {
  /** Where it listens, such as `http://127.0.0.1:9411`. */
  readonly url: string;
  /** Ends it, and with it the connections that are still open. */
  close(): Promise<void>;
}

export interface CollectorOptions {
  /** 0 takes a free one. @defaultValue 9411 */
  readonly port?: number;
  /** Beyond loopback, everybody in the network can read and write spans. @defaultValue 127.0.0.1 */
  readonly host?: string;
  /** Beyond this many the oldest traces go. @defaultValue 500000 */
  readonly maxSpans?: number;
  /** The folder with the built library and panel. @defaultValue where the bundled collector is, or the project's `dist` */
  readonly dist?: string;
}

const LIVE_PATH = '/rootspan/live';

/** Rejects with the code `EADDRINUSE` where the port is taken. */
export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const { port = 9411, host = '127.0.0.1', maxSpans = 500_000, dist = defaultDist() } = options;
  if (!Number.isInteger(maxSpans) || maxSpans < 1) {
    throw new RangeError(`maxSpans must be a whole number above 0, was ${maxSpans}`);
  }
  const store = createSpanStore(maxSpans);
  const live = createLive();
  const sources: Sources = {
    api: createApi(store),
    files: createFiles(dist),
    store: (spans) => live.publish(store.add(spans)),
  };
  const server = createServer((request, response) => serve(request, response, sources, live));
  try {
    await listen(server, port, host);
  } catch (error) {
    live.close();
    throw error;
  }
  // A string only where it listens at a pipe.
  return { url: urlOf(server.address() as AddressInfo), close: () => close(server, live) };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  sources: Sources,
  live: Live,
): Promise<void> {
  try {
    for (const [name, value] of Object.entries(corsHeaders(request.headers))) {
      if (value !== undefined) response.setHeader(name, value);
    }
    const path = request.url?.split('?', 1)[0];
    if (request.method === 'GET' && path === LIVE_PATH) return live.open(response);
    await send(request, response, await respond(request, sources));
  } catch {
    // Mostly the client went away in the middle of its request, and nobody is left to answer.
    if (response.headersSent || request.socket.destroyed) response.destroy();
    else response.writeHead(500).end();
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, port, host)));
    server.listen(port, host, resolve);
  });
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code !== 'EADDRINUSE') return error;
  const taken = new Error(`Port ${port} of ${host} is taken`, { cause: error });
  return Object.assign(taken, { code: error.code });
}

/** Where all addresses are listened on, the loopback one is named: the others need not work in a browser. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (address === '::') return `http://[::1]:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

function close(server: Server, live: Live): Promise<void> {
  live.close();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Bundled, this module is `dist/collector.js`; from source it is two folders away. */
function defaultDist(): string {
  const isSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(isSource ? '../../dist/' : './', import.meta.url));
}
