import type { Response as Reply } from 'express';

/** A question to another service that is on its way. */
export interface Upstream {
  readonly service: string;
  readonly answer: Promise<Response>;
}

/** Passes on what a service says. Its failures become a 502 that names it, for a person to read. */
export async function answer(reply: Reply, { service, answer }: Upstream): Promise<void> {
  const response = await answer.catch(() => undefined);
  const body = await response?.json().catch(() => undefined);
  if (!response) reply.status(502).json({ error: `The service “${service}” does not answer.` });
  else if (response.status < 500) reply.status(response.status).json(body);
  else reply.status(502).json({ error: `The service “${service}” failed${errorIn(body)}.` });
}

function errorIn(body: unknown): string {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : '';
  return error ? `: ${String(error).replace(/\.$/, '')}` : '';
}
