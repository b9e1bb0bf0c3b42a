/**
 * Zipkin's query API, version 2, and whatever else speaks it.
 *
 * https://zipkin.io/zipkin-api/
 */
import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import type { Answer, Backend, Problem } from './backend.ts';
import { readSpans } from './read-spans.ts';

export interface ZipkinOptions {
  /** Where Zipkin is: what stands before `/api/v2`. */
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
}

/** Zipkin as a backend. Asking for a trace that it doesn't have (yet) is answered with no spans. */
export function createZipkin({ base, fetch }: ZipkinOptions): Backend {
  const root = base.replace(/\/+$/, '');

  const zipkin: Backend = {
    async trace(traceId, signal) {
      const url = `${root}/api/v2/trace/${encodeURIComponent(traceId)}`;
      const answer = await getList(fetch, url, signal);
      if (!answer.ok) {
        const { problem } = answer;
        return problem.type === 'status' && problem.status === 404
          ? { ok: true, value: [] }
          : answer;
      }
      const { spans, unreadable } = readSpans(answer.value);
      return { ok: true, value: spans, unreadable };
    },

    async traceMany(traceIds, signal) {
      const [traceId] = traceIds;
      if (traceId !== undefined && traceIds.length === 1) {
        // Zipkin refuses this question for one trace alone.
        const answer = await zipkin.trace(traceId, signal);
        return answer.ok ? { ...answer, value: [answer.value] } : answer;
      }
      const query = traceIds.map(encodeURIComponent).join(',');
      return getTraces(fetch, `${root}/api/v2/traceMany?traceIds=${query}`, signal);
    },

    async traces({ limit, lookback, endTs }, signal) {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries({ limit, lookback, endTs })) {
        if (value !== undefined) query.set(name, String(value));
      }
      return getTraces(fetch, `${root}/api/v2/traces?${query}`, signal);
    },

    traceUrl: (traceId) => `${root}/zipkin/traces/${encodeURIComponent(traceId)}`,
  };
  return zipkin;
}

async function getTraces(
  fetch: typeof globalThis.fetch,
  url: string,
  signal: AbortSignal | undefined,
): Promise<Answer<readonly (readonly ZipkinSpan[])[]>> {
  const answer = await getList(fetch, url, signal);
  if (!answer.ok) return answer;
  const traces = answer.value.map(readSpans);
  return {
    ok: true,
    value: traces.map(({ spans }) => spans).filter((spans) => spans.length > 0),
    unreadable: traces.reduce((sum, { unreadable }) => sum + unreadable, 0),
  };
}

async function getList(
  fetch: typeof globalThis.fetch,
  url: string,
  signal: AbortSignal | undefined,
): Promise<Answer<readonly unknown[]>> {
  let response: Response;
  let text: string;
  try {
    // Zipkin's CORS allows any origin, and therefore no credentials.
    response = await fetch(url, { credentials: 'omit', signal });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ok: false, problem: unreachable(url, error) };
  }
  if (!response.ok) return { ok: false, problem: refused(url, response.status, text) };
  const list = parseList(text);
  return list ? { ok: true, value: list } : { ok: false, problem: malformed(url, text) };
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    // Zipkin 3.6.1 ends some answers in NUL characters, those with certain mixtures of non-ASCII text.
    const json: unknown = JSON.parse(text.replace(/\0+$/, ''));
    return Array.isArray(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** A browser doesn't tell which of these it was, so that pages can't explore a network. */
function unreachable(url: string, error: unknown): Problem {
  // By its shape: where another frame asks, its errors are not of our kind.
  const { message: text } = Object(error) as Partial<Error>;
  const reason = text ? ` (${text})` : '';
  const message =
    `No answer from ${url}${reason}. Is Zipkin running there? If it is: does it allow this page's origin ` +
    `(CORS: ZIPKIN_QUERY_ALLOWED_ORIGINS), and does this page's Content-Security-Policy allow it (connect-src)?`;
  return { type: 'unreachable', url, message };
}

function refused(url: string, status: number, body: string): Problem {
  const text = body.trim().slice(0, 1_000);
  const message = `${url} answered ${status}${text && `: ${text}`}`;
  return { type: 'status', url, status, text, message };
}

function malformed(url: string, text: string): Problem {
  const start = text.trim().slice(0, 60);
  const what = start ? `what begins with ${JSON.stringify(start)}` : 'nothing';
  const message = `${url} answered with ${what}, not with a list of spans. Is the address that of a Zipkin?`;
  return { type: 'malformed', url, message };
}
