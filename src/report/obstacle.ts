/** What keeps a page from what Zipkin answers, though both are there. */
export type Obstacle =
  /** The page's content security policy: nothing is sent. */
  | 'connect-src'
  /** The browser keeps public pages from local addresses, unless the user allows it: nothing is sent. */
  | 'local-network-access'
  /** Zipkin doesn't say that pages may read its answers: what is sent arrives, and nobody knows of it. */
  | 'cors';

/** Whether nothing of this page gets through. */
export function isBlocked(obstacle: Obstacle | undefined): boolean {
  return Boolean(obstacle) && obstacle !== 'cors';
}

const LOCAL = /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))\.|^\[::1]$|(^|\.)local(host)?$/;

/**
 * Whether the browser may have refused a request for its local address.
 *
 * https://wicg.github.io/local-network-access/
 */
export async function isKeptFromLocal({ hostname }: URL): Promise<boolean> {
  if (!LOCAL.test(hostname) || LOCAL.test(location.hostname)) return false;
  try {
    // A name that TypeScript doesn't know yet.
    const name = 'local-network-access' as PermissionName;
    return (await navigator.permissions.query({ name })).state !== 'granted';
  } catch {
    // A browser without such a rule.
    return false;
  }
}
