import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A whole HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** Zipkin's: smaller answers go out as they are. */
const MIN_COMPRESSED_BYTES = 2048;

export function json(value: unknown, headers?: OutgoingHttpHeaders): Answer {
  const body = JSON.stringify(value);
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** Zipkin's own messages, such as why a span was refused. */
export function message(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/*' }, body };
}

/** Messages of the web server that Zipkin runs on. */
export function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers = {}, body = '' }: Answer,
): Promise<void> {
  const bytes = Buffer.from(body);
  const isCompressed = bytes.length >= MIN_COMPRESSED_BYTES && acceptsGzip(request);
  const sent = isCompressed ? await promisify(gzip)(bytes) : bytes;
  const compression = isCompressed && { 'content-encoding': 'gzip', vary: 'accept-encoding' };
  response.writeHead(status, { ...headers, ...compression, 'content-length': sent.length });
  response.end(sent);
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  const accepted = headers['accept-encoding'] ?? '';
  return String(accepted)
    .split(',')
    .some((coding) => /^\s*gzip\s*(?:$|;\s*q=(?!0(?:\.0*)?\s*$))/i.test(coding));
}
