import type { IncomingMessage } from 'node:http';

/** A request as it arrived. */
export interface Recorded {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Each header line, so that one that was sent twice is there twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export function record({ method = '', url = '', rawHeaders }: IncomingMessage): Recorded {
  const headers = rawHeaders.flatMap((name, i): [string, string][] =>
    i % 2 ? [] : [[name, rawHeaders[i + 1] ?? '']],
  );
  return { method, url, headers };
}
