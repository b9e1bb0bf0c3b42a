import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { CONTESTANTS, scriptOf } from './contestants.ts';

/** A span as far as the bench looks at it: what arrives is kept as it came. */
export interface ArrivedSpan {
  readonly kind?: string;
  readonly name: string;
  readonly parentId?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What one page has sent. */
export interface Sink {
  readonly spans: readonly ArrivedSpan[];
  /** Requests for data that carried a trace id. */
  readonly joined: number;
}

/** Those of requests for data: a tracer may have others to tell of, such as of scripts. */
export function spansOfData({ spans }: Sink): ArrivedSpan[] {
  return spans.filter(({ kind, tags = {} }) => {
    const url = tags['http.path'] ?? tags['http.url'] ?? tags['url.full'];
    return kind === 'CLIENT' && url?.includes('/data/');
  });
}

/** A file of a page, answered after some time (ms). */
export interface Asset {
  readonly type: string;
  readonly body: string;
  readonly after?: number;
}

/** The pages' server, their backends and their Zipkin: all of one origin. */
export interface Server {
  readonly origin: string;
  /** Gives a document an address of its own, and its spans a sink. */
  host(html: (sinkUrl: string) => string): { readonly url: string; readonly sink: Sink };
  /** Bytes of the large body that could be sent so far. */
  readonly bytesSent: () => number;
  close(): void;
}

interface Hosted {
  readonly html: string;
  readonly spans: ArrivedSpan[];
  joined: number;
}

/** What `/data/…` answers: what an API might say. */
export const DATA: string = JSON.stringify({
  orders: Array.from({ length: 8 }, (_, id) => ({ id, state: 'packed', total: 12.5 * id })),
});

/** A body that takes long, and what of it is written at once. */
export const LARGE = 50_000_000;
const CHUNK = Buffer.alloc(65_536, 'x');

/** `performance.now()` in steps of 5 µs, not 100, is for pages that are isolated from other origins. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export async function startServer(assets: Readonly<Record<string, Asset>>): Promise<Server> {
  const hosted = new Map<string, Hosted>();
  let bytesSent = 0;

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, folder = '', name = '', rest] = pathname.split('/');
    const page = hosted.get(folder === 'page' ? name : ofReferrer(request));
    if (folder === 'page' && page && rest === 'spans') {
      page.spans.push(...parseSpans(await read(request), request.headers['content-encoding']));
      response.writeHead(202).end();
    } else if (folder === 'page' && page) {
      answer(response, 'text/html', page.html, ISOLATED);
    } else if (folder === 'data') {
      if (page && request.headers['x-b3-traceid']) page.joined++;
      answer(response, 'application/json', DATA);
    } else if (folder === 'contestants') {
      const contestant = CONTESTANTS.find((each) => name === `${each}.js`);
      answer(response, 'text/javascript', contestant ? scriptOf(contestant) : '');
    } else if (folder === 'assets' && assets[name]) {
      const { type, body, after = 0 } = assets[name];
      await pause(after);
      answer(response, type, body);
    } else if (folder === 'large') {
      await sendLarge(response);
    } else {
      response.writeHead(404).end();
    }
  });

  /** Counts what has left this process: the rest waits in the stream's own buffer. */
  async function sendLarge(response: ServerResponse): Promise<void> {
    bytesSent = 0;
    response.writeHead(200, { 'content-length': LARGE, 'cache-control': 'no-store' });
    for (let left = LARGE; left > 0 && !response.destroyed; left -= CHUNK.length) {
      await new Promise<void>((resolve) => {
        response.once('close', resolve);
        response.write(CHUNK.subarray(0, left), () => {
          bytesSent += Math.min(left, CHUNK.length);
          response.off('close', resolve);
          resolve();
        });
      });
    }
    response.end();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const origin = `http://localhost:${port}`;
  return {
    origin,
    host(html) {
      const id = String(hosted.size);
      const page: Hosted = { html: html(`/page/${id}/spans`), spans: [], joined: 0 };
      hosted.set(id, page);
      return { url: `${origin}/page/${id}/`, sink: page };
    },
    bytesSent: () => bytesSent,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Which page a request is from. */
function ofReferrer({ headers }: IncomingMessage): string {
  return /\/page\/(\d+)\//.exec(headers.referer ?? '')?.[1] ?? '';
}

function answer(response: ServerResponse, type: string, body: string, headers = {}): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...headers });
  response.end(body);
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parseSpans(body: Buffer, encoding: string | undefined): ArrivedSpan[] {
  return JSON.parse((encoding === 'gzip' ? gunzipSync(body) : body).toString());
}
