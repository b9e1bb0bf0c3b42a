/**
 * Traces each `EventSource`: a span until it is open or has failed, and one for as long as it was open.
 *
 * https://html.spec.whatwg.org/#server-sent-events
 */
import { openConnection } from './connection.ts';
import type { Instrument } from './instrument.ts';
import { patchConstructor } from './patch.ts';

/**
 * Traces server-sent events, without touching the page's own handlers.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [eventSources()] });
 */
export function eventSources(): Instrument {
  return (setup) =>
    patchConstructor('EventSource', (source: EventSource) => {
      const span = openConnection(setup, 'event source', source.url);
      if (!span) return;
      source.addEventListener('open', () => span.finish());
      // It tries again by itself; only the first attempt is told.
      source.addEventListener('error', () => span.error('failed').finish());
    });
}
