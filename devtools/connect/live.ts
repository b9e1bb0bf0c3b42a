import { PROTOCOL_VERSION, type ZipkinSpan } from '../../src/bridge/protocol.ts';
import type { Connect } from './connection.ts';

/** Traces that are asked for on opening: a screenful and then some. */
const RECENT_TRACES = 100;

/** How long to wait before trying a stream that the browser has given up on, in milliseconds. */
const RETRY_AFTER = 3000;

/**
 * The way to a collector instead of a page: its recent traces, then each span as it is stored.
 *
 * `base` is the collector's origin, to which `/api/v2/...` and `/rootspan/live` are added.
 */
export function connectLive(
  base: string,
  { fetch, EventSource }: Pick<typeof globalThis, 'fetch' | 'EventSource'> = globalThis,
): Connect {
  return ({ onMessage, onClose }) => {
    const stopping = new AbortController();
    let stream: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;

    function open(): void {
      stream = new EventSource(`${base}/rootspan/live`);
      stream.onopen = () => {
        onMessage({ type: 'hello', version: PROTOCOL_VERSION, service: '', zipkin: base });
        // After the stream, so that nothing falls between the two; what comes twice is merged.
        void tellRecent();
      };
      stream.onmessage = ({ data }) => tell(data);
      stream.onerror = () => {
        onClose();
        // A lost connection is made again by the browser, a wrong answer is not.
        if (stream?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_AFTER);
      };
    }

    async function tellRecent(): Promise<void> {
      try {
        const url = `${base}/api/v2/traces?limit=${RECENT_TRACES}`;
        const answer = await fetch(url, { signal: stopping.signal });
        if (answer.ok) tell(await answer.text());
      } catch {
        // The stream is what counts: it reports the collector gone, and asks again when it is back.
      }
    }

    /** Takes a list of spans, or of traces. */
    function tell(json: string): void {
      try {
        // The panel checks every span that it is told of, so what these are is not looked at here.
        const spans = (JSON.parse(json) as (ZipkinSpan | ZipkinSpan[])[]).flat();
        onMessage({ type: 'spans', spans });
      } catch {
        // Not JSON, so no spans.
      }
    }

    open();
    return () => {
      stopping.abort();
      clearTimeout(retry);
      stream?.close();
    };
  };
}
