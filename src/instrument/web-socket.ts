/**
 * Traces each `WebSocket`: a span until it is open or has failed, and one of what went over it.
 *
 * https://websockets.spec.whatwg.org/
 */
import { openConnection } from './connection.ts';
import type { Instrument } from './instrument.ts';
import { patch, patchConstructor } from './patch.ts';

/** What went over a socket, until it is told. */
interface Traffic {
  sent: number;
  received: number;
  finish(): void;
}

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
    const open = new Map<WebSocket, Traffic>();

    const stops = [
      patchConstructor('WebSocket', (socket: WebSocket) => {
        const connect = openConnection(setup, 'web socket', socket.url);
        if (!connect) return;
        socket.addEventListener('open', () => {
          connect.finish();
          const session = setup.tracer.startSpan('web socket session', { parent: connect });
          open.set(socket, {
            sent: 0,
            received: 0,
            finish() {
              session
                .tag('messages.sent', this.sent)
                .tag('messages.received', this.received)
                .finish();
              open.delete(socket);
            },
          });
        });
        socket.addEventListener('message', () => {
          const traffic = open.get(socket);
          if (traffic) traffic.received++;
        });
        socket.addEventListener('close', ({ code, wasClean }) => {
          open.get(socket)?.finish();
          // What was never open has failed.
          if (!wasClean) connect.error(code);
          connect.finish();
        });
      }),
      patch(WebSocket.prototype, 'send', (send, socket: WebSocket, args) => {
        Reflect.apply(send, socket, args);
        const traffic = open.get(socket);
        if (traffic) traffic.sent++;
      }),
      setup.onLeave(() => {
        for (const traffic of open.values()) traffic.finish();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  };
}
