/** What a request is answered with that cannot be served: Zipkin's words, and a 4xx status. */
export interface Refusal extends Error {
  readonly status: number;
}

export function refusal(message: string, status = 400): Refusal {
  return Object.assign(new Error(message), { status });
}

/** Tells our own refusals from errors that nobody expected. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'status' in error;
}
