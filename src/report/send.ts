/**
 * One batch to Zipkin.
 *
 * The body is a string, so that it goes as `text/plain`: Zipkin takes it, and no browser asks for a preflight.
 */

/** What came of a delivery, as far as the spans in it are concerned. */
export type Outcome = 'delivered' | 'retry' | 'refused';

export interface Sender {
  /** Never rejects. `leaving` says that the page may be gone before an answer comes. */
  send(body: string, leaving: boolean): Promise<Outcome>;
  stop(): void;
}

/**
 * What the Fetch standard lets keepalive requests carry at any one time, beacons included: in bytes, for the whole
 * page. Some is left to the page itself.
 *
 * https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
export const KEEPALIVE_BYTES: number = 60 * 1024;

/** How long (ms) an answer is waited for. */
const PATIENCE = 30_000;

export function createSender(url: string): Sender {
  // The natives of now: later wrappers, our own among them, never see what we send.
  const fetch = globalThis.fetch?.bind(globalThis);
  const sendBeacon = globalThis.navigator?.sendBeacon?.bind(navigator);
  const encoder = new TextEncoder();
  let inFlight = 0;
  /** The page's policy forbids it: each attempt would be one more line in the page's console. */
  let blocked = false;
  const onViolation = ({ disposition, blockedURI }: SecurityPolicyViolationEvent) => {
    if (disposition === 'enforce' && blockedURI === url) blocked = true;
  };
  globalThis.document?.addEventListener('securitypolicyviolation', onViolation);

  async function send(body: string, leaving: boolean): Promise<Outcome> {
    if (blocked) return 'refused';
    const bytes = encoder.encode(body).length;
    const keepalive = inFlight + bytes <= KEEPALIVE_BYTES;
    // What doesn't fit would be refused; while the page stays, it goes as an ordinary request.
    if (leaving && !keepalive) return sendBeacon?.(url, body) ? 'delivered' : 'retry';
    if (keepalive) inFlight += bytes;
    try {
      const { ok, status } = await fetch(url, {
        method: 'POST',
        body,
        keepalive,
        credentials: 'same-origin',
        // The page's own requests come first.
        priority: 'low',
        signal: AbortSignal.timeout?.(PATIENCE),
      });
      if (ok) return 'delivered';
      return status === 429 || status >= 500 ? 'retry' : 'refused';
    } catch {
      // Offline, CORS or no such host: a browser won't tell which, and the first one passes.
      return 'retry';
    } finally {
      if (keepalive) inFlight -= bytes;
    }
  }

  return {
    send,
    stop() {
      globalThis.document?.removeEventListener('securitypolicyviolation', onViolation);
    },
  };
}
