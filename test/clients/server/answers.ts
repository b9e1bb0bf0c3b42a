import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerGraphql } from './graphql.ts';
import { PLAYLIST, SEGMENT } from './hls.ts';
import { makePdf } from './pdf.ts';
import { answerTrpc } from './trpc.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => unknown;

/** What clients ask for, by the beginning of its path. */
export function createAnswers(): Readonly<Record<string, Answer>> {
  const pdf = makePdf();
  const objects = new Map<string, Buffer>();
  let refusals = 0;

  return {
    '/api/orders': ({ method, url }, response, body) => {
      if (method === 'POST') json(response, { id: '9', body: body.toString() }, 201);
      else json(response, { id: url?.split('/').at(-1), state: 'packed' });
    },
    /** Every other time it is there. */
    '/api/flaky': (_, response) => {
      if (refusals++ % 2) json(response, { tries: 2 });
      else json(response, { error: 'not now' }, 503);
    },
    '/fragment': (_, response) => send(response, 'text/html', '<em>packed</em>'),
    '/graphql': async ({ url = '' }, response, body) => {
      const { searchParams } = new URL(url, 'http://localhost');
      json(response, await answerGraphql(searchParams, body.toString()));
    },
    '/trpc/': answerTrpc,
    '/supabase/rest/v1/orders': (_, response) => json(response, [{ id: 7, state: 'packed' }]),
    '/s3/': ({ method, url = '' }, response, body) => {
      const key = url.replace(/\?.*/, '');
      if (method === 'PUT') objects.set(key, body);
      const object = objects.get(key) ?? '';
      response.setHeader('etag', `"${createHash('md5').update(object).digest('hex')}"`);
      send(response, 'application/json', method === 'PUT' ? '' : object);
    },
    '/catalogue.pdf': ({ headers }, response) => {
      response.setHeader('accept-ranges', 'bytes');
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
      if (from === undefined) return send(response, 'application/pdf', pdf);
      response.statusCode = 206;
      response.setHeader('content-range', `bytes ${from}-${to}/${pdf.length}`);
      send(response, 'application/pdf', pdf.subarray(Number(from), Number(to) + 1));
    },
    '/hls/index.m3u8': (_, response) => send(response, 'application/vnd.apple.mpegurl', PLAYLIST),
    '/hls/': (_, response) => send(response, 'audio/aac', SEGMENT),
  };
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.statusCode = status;
  send(response, 'application/json', JSON.stringify(value));
}

export function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.setHeader('content-type', type);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}
