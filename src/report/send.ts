/**
 * One batch to Zipkin, by the way that its moment allows.
 *
 * The body is a string, so that it goes as `text/plain`: Zipkin takes it, and no browser asks for a preflight.
 */
import type { BlackBox } from './black-box.ts';
import { listen } from './listen.ts';
import { isBlocked, isKeptFromLocal, type Obstacle } from './obstacle.ts';

/** What came of a delivery, as far as the spans in it are concerned. */
export type Outcome =
  | 'delivered'
  /** It went out, and nobody says whether it arrived. */
  | 'unconfirmed'
  /** Not now. */
  | 'retry'
  /** Something in it is wrong: Zipkin refuses the whole of a batch for one span. */
  | 'invalid'
  | 'too large'
  /** None of it is wanted, whatever it is. */
  | 'refused';

/** When a batch is sent. */
export type Moment =
  /** The page goes on. */
  | 'staying'
  /** It goes on, and there is a copy: the request can be given up. */
  | 'stored'
  /** The page may be gone before an answer comes. */
  | 'leaving';

/** A batch as it goes out. */
export interface Payload {
  readonly content: string | ArrayBuffer;
  readonly bytes: number;
}

export interface TextPayload extends Payload {
  readonly content: string;
}

export interface Sender {
  /** Never rejects. */
  send(payload: Payload, moment: Moment): Promise<Outcome>;
  /** How large (bytes of text) a batch may be while the page stays. */
  batchBytes(): number;
  /** Gzips what is worth it, where Zipkin is known to read it. Never rejects. */
  pack(payload: Payload): Promise<Payload>;
  /** Gives up what there is a copy of. */
  abort(): void;
  /** How long (ms) Zipkin asked to be left alone when it answered last. */
  retryAfter(): number | undefined;
  /** What keeps this page from Zipkin's answers, once it is known. */
  obstacle(): Obstacle | undefined;
  stop(): void;
}

/**
 * What the Fetch standard lets keepalive requests and beacons carry at any one time is 64 KiB, for the whole page. Half
 * of it is the page's own, and a quarter when it is left, where pages send little.
 *
 * https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
const KEEPALIVE_BYTES = 32 * 1024;
const LEAVING_BYTES = 48 * 1024;
/** Bytes of a batch that goes as it is: two may be on their way at once. */
export const BATCH_BYTES: number = KEEPALIVE_BYTES / 2;
/** Bytes of a batch before it is packed, which makes a tenth of it. A request costs a page more than its packing. */
const PACKED_BATCH_BYTES = 64 * 1024;

/** How long (ms) an answer is waited for. */
const PATIENCE = 30_000;
/** What is smaller isn't packed. */
const SMALL = 1000;

export function createSender(url: string, blackBox: BlackBox): Sender {
  // The natives of now: later wrappers, our own among them, never see what we send.
  const { setTimeout, clearTimeout } = globalThis;
  const fetch = globalThis.fetch?.bind(globalThis);
  const { get: getHeader } = globalThis.Headers?.prototype ?? {};
  const canKeepAlive = 'keepalive' in (globalThis.Request?.prototype ?? {});
  // `navigator` is made when it is first asked for, in a tenth of a millisecond: not where it isn't needed.
  const sendBeacon = canKeepAlive ? undefined : globalThis.navigator?.sendBeacon?.bind(navigator);
  const isOwn = url.startsWith(`${globalThis.origin}/`);
  /** Whether Zipkin reads gzip. A server of the page's own may: nobody knows before it was tried. */
  let packs: boolean | undefined = isOwn ? undefined : false;
  let inFlight = 0;
  let copy: AbortController | undefined;
  let answered = false;
  let wish: number | undefined;
  /** How many times there was no answer, in the present network. */
  let unanswered = 0;
  let obstacle: Obstacle | undefined;
  const stop = listen({
    securitypolicyviolation(event) {
      // Events of that name are of this kind.
      const { disposition, blockedURI } = event as SecurityPolicyViolationEvent;
      if (disposition === 'enforce' && blockedURI === url) obstacle = 'connect-src';
    },
    online() {
      unanswered = 0;
    },
  });

  async function send({ content, bytes }: Payload, moment: Moment): Promise<Outcome> {
    // Each attempt would be one more line in the page's console.
    if (isBlocked(obstacle)) return 'retry';
    wish = undefined;
    // It would miss the page's end.
    if (moment === 'staying' && bytes > KEEPALIVE_BYTES) return 'too large';
    const leaving = moment === 'leaving';
    const stored = moment === 'stored';
    const keepalive = !stored && inFlight + bytes <= (leaving ? LEAVING_BYTES : KEEPALIVE_BYTES);
    // What doesn't fit would be refused; while the page stays, it goes as an ordinary request.
    if (leaving && !(keepalive && canKeepAlive) && typeof content === 'string') {
      // A beacon has no more room than such a request, but browsers have had it for longer.
      const taken = blackBox.leave(content) || sendBeacon?.(url, content);
      return taken ? 'unconfirmed' : 'retry';
    }
    const readable = stored || obstacle !== 'cors';
    if (keepalive) inFlight += bytes;
    try {
      const response = await post(
        content,
        { keepalive, mode: readable ? 'cors' : 'no-cors' },
        stored,
      );
      return readable ? read(response, typeof content !== 'string') : 'unconfirmed';
    } catch {
      // Offline, CORS or no such host: a browser won't tell which, and the first one passes.
      return leaving || answered || !readable ? 'retry' : await explain();
    } finally {
      if (keepalive) inFlight -= bytes;
    }
  }

  async function post(
    body: Payload['content'],
    init: RequestInit,
    stored = false,
  ): Promise<Response> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), PATIENCE);
    if (stored) copy = controller;
    try {
      return await fetch(url, {
        method: 'POST',
        body,
        headers: typeof body === 'string' ? undefined : { 'content-encoding': 'gzip' },
        credentials: 'same-origin',
        // The page's own requests come first.
        priority: 'low',
        signal: controller.signal,
        ...init,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  function read({ ok, status, headers }: Response, packed: boolean): Outcome {
    const header = (name: string): string => getHeader?.call(headers, name) ?? '';
    answered = true;
    obstacle = undefined;
    // By this a server tells what it reads: https://httpwg.org/specs/rfc9110.html#field.accept-encoding
    if ((packed && ok) || /gzip/.test(header('accept-encoding'))) packs = true;
    if (ok) return 'delivered';
    if (packed && !packs) {
      packs = false;
      return 'retry';
    }
    if (status === 429 || status >= 500) {
      wish = readDelay(header('retry-after'));
      return 'retry';
    }
    return status === 413 ? 'too large' : status === 400 ? 'invalid' : 'refused';
  }

  /** Why was there no answer? */
  async function explain(): Promise<Outcome> {
    // The page's policy tells of itself a little later than the request fails.
    await new Promise((resolve) => setTimeout(resolve));
    if (isOwn || isBlocked(obstacle) || navigator.onLine === false) return 'retry';
    // To ask is one more line in the page's console, so it is done the first, second, fourth, eighth … time: a Zipkin
    // without CORS headers that comes up later is known by then.
    if (++unanswered & (unanswered - 1)) return 'retry';
    if (await isKeptFromLocal(new URL(url))) obstacle = 'local-network-access';
    else {
      try {
        await post('[]', { mode: 'no-cors' });
        obstacle = 'cors';
        return 'unconfirmed';
      } catch {
        // Nobody is there.
      }
    }
    return 'retry';
  }

  return {
    send,
    batchBytes: () => (packs ? PACKED_BATCH_BYTES : BATCH_BYTES),
    async pack(payload) {
      if (packs === false || payload.bytes < SMALL) return payload;
      try {
        // A `Blob` would be handed to another process, and back.
        const { body } = new Response(payload.content);
        const packed = body?.pipeThrough(new CompressionStream('gzip'));
        if (!packed) return payload;
        const content = await new Response(packed).arrayBuffer();
        return { content, bytes: content.byteLength };
      } catch {
        packs = false;
        return payload;
      }
    },
    abort: () => copy?.abort(),
    retryAfter: () => wish,
    obstacle: () => obstacle,
    stop,
  };
}

/** `Retry-After`: seconds, or a date. */
function readDelay(text: string): number | undefined {
  const delay = Number(text) * 1000 || Date.parse(text) - Date.now();
  return delay > 0 ? delay : undefined;
}
