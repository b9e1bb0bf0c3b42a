import type { IncomingMessage } from 'node:http';
import type { ZipkinSpan } from '../../src/report/zipkin.ts';
import { type Answer, message, plain } from './answer.ts';
import type { Api } from './api.ts';
import { isPreflight, preflightHeaders } from './cors.ts';
import type { Files } from './files.ts';
import { receiveSpans, refuseVersion1 } from './receive-spans.ts';
import { isRefusal } from './refusal.ts';
import { readTarget, type Target } from './target.ts';

/** What the collector answers from. */
export interface Sources {
  readonly api: Api;
  readonly files: Files;
  readonly store: (spans: readonly ZipkinSpan[]) => void;
}

const NOT_FOUND = plain(404, '404 Not Found');
const NOT_ALLOWED = plain(405, '405 Method Not Allowed');
const INVALID_PATH = plain(400, 'Status: 400\nDescription: Invalid request path\n');

/** The answer to any request but the one for live spans. Rejects only where the client has gone. */
export async function respond(request: IncomingMessage, sources: Sources): Promise<Answer> {
  const { method, headers, url = '/' } = request;
  if (isPreflight(method, headers)) return { status: 200, headers: preflightHeaders(headers) };
  if (method === 'TRACE') return NOT_ALLOWED;
  const target = readTarget(url);
  if (!target) return INVALID_PATH;
  try {
    if (method === 'POST') return await receive(request, target, sources);
    if (method === 'GET' || method === 'HEAD') return await look(method, target, sources);
  } catch (error) {
    if (isRefusal(error)) return message(error.status, error.message);
    throw error;
  }
  return wrongMethod(target);
}

async function receive(
  request: IncomingMessage,
  target: Target,
  { store }: Sources,
): Promise<Answer> {
  const path = target.segments.join('/');
  if (path === 'api/v1/spans') return refuseVersion1(request);
  if (path !== 'api/v2/spans') return wrongMethod(target);
  store(await receiveSpans(request));
  // So a page knows that it may: https://httpwg.org/specs/rfc9110.html#field.accept-encoding
  return { status: 202, headers: { 'accept-encoding': 'gzip' } };
}

/** As in Zipkin, only files have a HEAD; the API does not. */
async function look(method: 'GET' | 'HEAD', target: Target, sources: Sources): Promise<Answer> {
  const { segments } = target;
  const location = placeInViewer(segments);
  if (location !== undefined) return { status: 302, headers: { location } };
  const isConfig = segments.join('/') === 'zipkin/config.json';
  const answer = method === 'GET' || isConfig ? sources.api(target) : undefined;
  const file = segments.length === 1 ? segments[0] : undefined;
  return answer ?? (file === undefined ? undefined : await sources.files(file)) ?? NOT_FOUND;
}

/** Zipkin's web page, and where it shows a trace, are where people and links go: here they find the viewer. */
function placeInViewer(segments: readonly string[]): string | undefined {
  const [first, page = '', traceId] = segments;
  if (first !== 'zipkin') return undefined;
  if (page === '' && segments.length <= 2) return '/';
  const isTrace = page === 'traces' && traceId !== undefined && segments.length === 3;
  return isTrace ? `/#${encodeURIComponent(traceId)}` : undefined;
}

/** Below `/zipkin` stand files of Zipkin's web page, which know other methods but refuse them. */
function wrongMethod({ segments }: Target): Answer {
  return segments[0] === 'zipkin' ? NOT_ALLOWED : NOT_FOUND;
}
