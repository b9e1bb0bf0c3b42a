import http, { type IncomingMessage } from 'node:http';

export interface Answer {
  /** 0 when nobody could be reached. */
  readonly status: number;
  /** Absent when it was no JSON. */
  readonly body?: unknown;
}

/**
 * GETs JSON by Node's own client, the one that OpenTelemetry's HTTP instrumentation sees.
 *
 * Never rejects: a server that is down is an answer too.
 */
export function getJson(url: string): Promise<Answer> {
  return new Promise((resolve) => {
    http.get(url, (response) => resolve(read(response))).on('error', () => resolve({ status: 0 }));
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  const status = response.statusCode ?? 0;
  try {
    const chunks = await response.setEncoding('utf8').toArray();
    return { status, body: JSON.parse(chunks.join('')) };
  } catch {
    return { status };
  }
}
