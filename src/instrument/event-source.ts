/**
 * Traces each `EventSource`: a span until it is open, or has failed, or was closed before.
 *
 * https://html.spec.whatwg.org/#server-sent-events
 */
import { createListen, openConnection } from './connection.ts';
import type { Instrument } from './instrument.ts';
import { patch, patchConstructor } from './patch.ts';

/**
 * Traces server-sent events, without touching the page's own handlers.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [eventSources()] });
 */
export function eventSources(): Instrument {
  return (setup) => {
    const { EventSource } = globalThis;
    if (typeof EventSource !== 'function') return () => {};
    const listen = createListen();
    /** What ends the spans of those that are neither open nor failed. */
    const connecting = new Map<EventSource, (why?: string) => void>();

    const stops = [
      patchConstructor('EventSource', (source: EventSource, url) => {
        const span = openConnection(setup, 'event source', url);
        if (!span) return;
        const stopListening = listen(source, {
          open: () => end(),
          // It tries again by itself; only the first attempt is told.
          error() {
            span.error('failed');
            end();
          },
        });
        // What listens keeps a source from being collected.
        function end(why?: string): void {
          stopListening();
          connecting.delete(source);
          if (why) span?.tag('rootspan.incomplete', why);
          span?.finish();
        }
        connecting.set(source, end);
      }),
      patch(EventSource.prototype, 'close', (close, source: EventSource, args) => {
        Reflect.apply(close, source, args);
        connecting.get(source)?.('closed before it was open');
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      for (const end of connecting.values()) end('stopped before its end');
    };
  };
}
