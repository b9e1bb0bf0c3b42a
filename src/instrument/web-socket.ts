/**
 * Traces each `WebSocket`: a span until it is open or has failed, and one of what went over it.
 *
 * https://websockets.spec.whatwg.org/
 */
import { createListen, openConnection } from './connection.ts';
import type { Instrument } from './instrument.ts';
import { patch, patchConstructor } from './patch.ts';

/**
 * Traces web sockets, without touching the page's own handlers or reading a message.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [webSockets()] });
 */
export function webSockets(): Instrument {
  return (setup) => {
    const { WebSocket } = globalThis;
    if (typeof WebSocket !== 'function') return () => {};
    const listen = createListen();
    const traffics = new WeakMap<WebSocket, { sent: number; received: number }>();
    /** What ends the spans of those that are not closed. */
    const ends = new Set<(why: string) => void>();

    const stops = [
      patchConstructor('WebSocket', (socket: WebSocket, url) => {
        const connect = openConnection(setup, 'web socket', url);
        if (!connect) return;
        const traffic = { sent: 0, received: 0 };
        let span = connect;
        const stopListening = listen(socket, {
          open() {
            connect.finish();
            span = setup.tracer.startSpan('web socket session', { parent: connect });
            traffics.set(socket, traffic);
          },
          message() {
            traffic.received++;
          },
          close({ code, wasClean }) {
            if (!wasClean) span.error(code);
            end();
          },
        });
        function end(why?: string): void {
          stopListening();
          ends.delete(end);
          if (why) span.tag('rootspan.incomplete', why);
          if (span !== connect) {
            span.tag('messages.sent', traffic.sent).tag('messages.received', traffic.received);
          }
          span.finish();
        }
        ends.add(end);
      }),
      patch(WebSocket.prototype, 'send', (send, socket: WebSocket, args) => {
        Reflect.apply(send, socket, args);
        const traffic = traffics.get(socket);
        if (traffic) traffic.sent++;
      }),
      setup.onLeave(() => endAll('left before its end')),
    ];

    function endAll(why: string): void {
      for (const end of ends) end(why);
    }
    return () => {
      for (const stop of stops) stop();
      endAll('stopped before its end');
    };
  };
}
