import type { IncomingMessage } from 'node:http';
import type { ZipkinSpan } from '../../src/report/zipkin.ts';
import { readBody } from './body.ts';
import { readSpans } from './read-spans.ts';
import { refusal } from './refusal.ts';

/** The spans that a POST to `/api/v2/spans` brings. Any content type will do, and none: browsers send `text/plain`. */
export async function receiveSpans(request: IncomingMessage): Promise<ZipkinSpan[]> {
  const body = await readBody(request);
  if (contentType(request) === 'application/x-protobuf') {
    throw refusal('Protobuf is not read here. Send spans as JSON, version 2.', 415);
  }
  return readSpans(body);
}

/** The answer to `/api/v1/spans`, once the body has been read. */
export async function refuseVersion1(request: IncomingMessage): Promise<never> {
  await readBody(request);
  throw refusal(
    'Version 1 is not read here. Send spans as JSON, version 2, to /api/v2/spans.',
    415,
  );
}

function contentType({ headers }: IncomingMessage): string | undefined {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}
