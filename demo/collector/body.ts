import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import { refusal } from './refusal.ts';

/** Zipkin's, of what comes over the wire. */
const MAX_BYTES = 10 * 1024 * 1024;
/** Ours, once it is unpacked: a thousandfold is easily packed into gzip. */
const MAX_UNPACKED_BYTES = 32 * 1024 * 1024;
/** How much more is read of a body that is too large, so that its sender gets to read why it was refused. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** The body, unpacked. Throws a refusal if it is too large, or is not the gzip that it says it is. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const body = await readBytes(request);
  // Armeria's way to look at it: `x-gzip` is gzip too, and other encodings are no concern of the collector's.
  const isGzip = request.headers['content-encoding']?.includes('gzip');
  return isGzip && body.length > 0 ? unpack(body) : body;
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MAX_BYTES) chunks.push(chunk);
    else chunks.length = 0;
    if (length > MAX_BYTES + MAX_DISCARDED_BYTES) break;
  }
  if (length > MAX_BYTES) throw refusal('413 Request Entity Too Large', 413);
  return Buffer.concat(chunks);
}

/** What a torn upload did bring is unpacked: the decoder says what is missing. */
async function unpack(body: Buffer): Promise<Buffer> {
  const options = { maxOutputLength: MAX_UNPACKED_BYTES, finishFlush: constants.Z_SYNC_FLUSH };
  let unpacked: Buffer;
  try {
    unpacked = await promisify(gunzip)(body, options);
  } catch (error) {
    if (isTooLarge(error)) {
      throw refusal(
        `413 Request Entity Too Large: more than ${MAX_UNPACKED_BYTES} bytes unpacked`,
        413,
      );
    }
    throw refusal('Cannot gunzip spans');
  }
  if (unpacked.length === 0) throw refusal('Cannot gunzip spans');
  return unpacked;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
