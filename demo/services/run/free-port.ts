const TRIES = 20;

/**
 * Listens on the wanted port or, where others have it, on one of the next.
 *
 * `listen` rejects with the code EADDRINUSE when a port is taken, as Node's servers do.
 */
export async function onFreePort<Listening>(
  wanted: number,
  listen: (port: number) => Promise<Listening>,
): Promise<Listening> {
  for (let port = wanted; wanted !== 0 && port < wanted + TRIES && port <= 65_535; port++) {
    try {
      return await listen(port);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  return listen(0);
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
