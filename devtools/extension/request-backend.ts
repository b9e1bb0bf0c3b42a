/**
 * Asks Chrome's leave to read from a backend whatever its CORS rules say.
 *
 * To be called within the user's click. Leave is given by host, since a match pattern with a port would have to be
 * asked for port by port. Loopback has it from the start, and there Chrome says yes without a prompt.
 */
export function requestBackend(base: string): Promise<boolean> {
  const { protocol, hostname } = new URL(base);
  return chrome.permissions.request({ origins: [`${protocol}//${hostname}/*`] });
}
