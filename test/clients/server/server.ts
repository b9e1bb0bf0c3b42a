import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Server as SocketServer } from 'socket.io';
import type { ZipkinSpan } from '../../../src/report/zipkin.ts';
import { createAnswers, send } from './answers.ts';
import { type Recorded, record } from './record.ts';

export interface ClientServer {
  readonly url: string;
  /** Whatever a client called, since the last reset. */
  readonly calls: readonly Recorded[];
  /** What Rootspan reported, since then. */
  readonly spans: readonly ZipkinSpan[];
  reset(): void;
  close(): Promise<void>;
}

/** In which order a page loads its scripts. */
export type First = 'rootspan' | 'client' | 'no rootspan';

const FILES: Readonly<Record<string, string>> = {
  '/rootspan.min.js': 'dist/rootspan.min.js',
  '/mockServiceWorker.js': 'node_modules/msw/lib/mockServiceWorker.js',
  '/pdf.worker.mjs': 'node_modules/pdfjs-dist/build/pdf.worker.min.mjs',
};

/**
 * Serves pages and their scripts, answers what their clients ask, and writes down what arrives.
 *
 * @param scripts the clients' bundles, by name
 */
export async function startClientServer(
  scripts: ReadonlyMap<string, string>,
): Promise<ClientServer> {
  const calls: Recorded[] = [];
  const spans: ZipkinSpan[] = [];
  const answers = Object.entries(createAnswers());

  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const file = FILES[pathname];
    if (pathname === '/page') send(response, 'text/html; charset=utf-8', pageOf(searchParams));
    else if (pathname.startsWith('/scripts/')) {
      send(response, SCRIPT, scripts.get(pathname.slice('/scripts/'.length)) ?? '');
    } else if (file) send(response, SCRIPT, readFileSync(file));
    else if (pathname === '/api/v2/spans') {
      const isPacked = request.headers['content-encoding'] === 'gzip';
      spans.push(...JSON.parse((isPacked ? gunzipSync(body) : body).toString()));
      response.writeHead(202).end();
    } else if (pathname === REPORTS || pathname === '/favicon.ico') response.writeHead(204).end();
    else {
      const [, answer] = answers.find(([path]) => pathname.startsWith(path)) ?? [];
      if (answer) await answer(request, response, body);
      else response.writeHead(404).end();
    }
  });

  const sockets = new SocketServer(server, { transports: ['polling'], serveClient: false });
  sockets.on('connection', (socket) => {
    socket.on('order', (id, answer) => answer({ id, state: 'packed' }));
  });
  // In front of socket.io, which keeps its own requests to itself.
  server.prependListener('request', (request: IncomingMessage) => {
    if (!NO_CALL.test(request.url ?? '')) calls.push(record(request));
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A string only where a server listens at a pipe.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    calls,
    spans,
    reset() {
      calls.length = 0;
      spans.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await sockets.close();
    },
  };
}

const SCRIPT = 'text/javascript; charset=utf-8';
/** Where Sentry reports to. */
const REPORTS = '/api/1/envelope/';
const NO_CALL =
  /^\/(page\?|scripts\/|favicon\.ico|rootspan\.|mockService|pdf\.worker|api\/v2\/|api\/1\/)/;

/** Without favicon.ico a browser would complain of its absence. */
function pageOf(query: URLSearchParams): string {
  const rootspan =
    '<script src="/rootspan.min.js" data-service="page" data-zipkin="/api/v2/spans"></script>';
  const client = `<script src="/scripts/${query.get('client')}"></script>`;
  const orders: Record<First, string> = {
    rootspan: rootspan + client,
    client: client + rootspan,
    'no rootspan': client,
  };
  // A page can ask for no other.
  const scripts = orders[query.get('first') as First];
  return `<!doctype html><title>page</title><body>${LISTENER}${scripts}`;
}

/** Rejections are written down even where a script prevents the browser from doing so. */
const LISTENER = `<script>
  var rejections = [];
  addEventListener('unhandledrejection', ({ reason }) => rejections.push(String(reason)), true);
</script>`;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
