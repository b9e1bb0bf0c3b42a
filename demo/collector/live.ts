/**
 * Spans as they come in, as server-sent events: each event's data is a JSON list of spans that are new to the store.
 *
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { ServerResponse } from 'node:http';
import type { ZipkinSpan } from '../../src/report/zipkin.ts';

export interface Live {
  /** Keeps the response open, until its client goes or falls behind. */
  open(response: ServerResponse): void;
  publish(spans: readonly ZipkinSpan[]): void;
  close(): void;
}

/** Milliseconds between comments that keep proxies from taking the silence for the end. */
const HEARTBEAT = 15_000;
/** A client that leaves this much unread is let go: it connects again, and asks for what it missed. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

export function createLive({ heartbeat = HEARTBEAT, maxUnread = MAX_UNREAD_BYTES } = {}): Live {
  const clients = new Set<ServerResponse>();
  const timer = setInterval(() => broadcast(':\n\n'), heartbeat);
  timer.unref();

  function broadcast(text: string): void {
    for (const client of clients) {
      if (client.writableLength > maxUnread) client.destroy();
      else client.write(text);
    }
  }

  return {
    open(response) {
      response.on('close', () => clients.delete(response));
      // The client may be gone by now: a write to it is an error event, which must not end the collector.
      response.on('error', () => clients.delete(response));
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
      });
      // Something has to be sent for the client to learn that it is connected.
      response.write(':\n\n');
      clients.add(response);
    },
    publish(spans) {
      if (spans.length > 0 && clients.size > 0) broadcast(`data: ${JSON.stringify(spans)}\n\n`);
    },
    close() {
      clearInterval(timer);
      for (const client of clients) client.end();
    },
  };
}
