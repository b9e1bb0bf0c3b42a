import {
  CONNECT,
  DEBUG,
  type PageMessage,
  type PanelMessage,
  READY,
} from '../../src/bridge/protocol.ts';
import type { Connect } from './connection.ts';

/** The way to the library in the panel's own page. */
export function connectInPage(target: Window): Connect {
  return ({ onMessage, onClose }) => {
    let port: MessagePort | undefined;
    let greeted = false;
    let forced = false;

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
      hangUp(port);
      if (greeted) onClose();
      greeted = false;
    }

    target.addEventListener(READY, offer);
    offer();
    return Object.assign(stop, { force });

    function force(on: boolean): void {
      forced = on;
      target.dispatchEvent(new MessageEvent(DEBUG, { data: on }));
    }

    function stop(): void {
      target.removeEventListener(READY, offer);
      if (forced) force(false);
      hangUp(port);
    }
  };
}

function hangUp(port: MessagePort | undefined): void {
  const goodbye: PanelMessage = { type: 'goodbye' };
  port?.postMessage(goodbye);
  port?.close();
}
