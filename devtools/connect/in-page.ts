import { CONNECT, type PageMessage, READY } from '../../src/bridge/protocol.ts';
import type { Connect } from './connection.ts';

/** The way to the library in the panel's own page. */
export function connectInPage(target: Window): Connect {
  return ({ onMessage, onClose }) => {
    let port: MessagePort | undefined;
    let greeted = false;

    function offer(): void {
      leave();
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = ({ data }: MessageEvent<PageMessage>) => {
        greeted = true;
        onMessage(data);
      };
      target.dispatchEvent(new MessageEvent(CONNECT, { ports: [channel.port2] }));
    }

    function leave(): void {
      port?.close();
      if (greeted) onClose();
      greeted = false;
    }

    target.addEventListener(READY, offer);
    offer();
    return () => {
      target.removeEventListener(READY, offer);
      port?.close();
    };
  };
}
