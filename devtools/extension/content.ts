/**
 * The extension's end in the page: lets a panel and the library talk, and is idle until a panel asks.
 *
 * It runs in a world of its own. The port that it hands over is the only thing that the page could ever see of it,
 * and `window`'s own `message` listeners see nothing.
 */
import { CONNECT, DEBUG, type PanelMessage, READY } from '../../src/bridge/protocol.ts';

chrome.runtime.onConnect.addListener((panel) => {
  let page: MessagePort | undefined;
  let forced = false;

  window.addEventListener(READY, connect);
  panel.onMessage.addListener(force);
  panel.onDisconnect.addListener(hangUp);
  connect();

  function connect() {
    leave();
    const { port1, port2 } = new MessageChannel();
    page = port1;
    page.onmessage = relay;
    window.dispatchEvent(new MessageEvent(CONNECT, { ports: [port2] }));
  }

  function relay({ data }: MessageEvent) {
    try {
      panel.postMessage(data);
    } catch {
      // After a reload of the extension nobody is there to hear. Else it was no JSON or more than 64 MiB, and the
      // library says neither.
      if (!chrome.runtime?.id) hangUp();
    }
  }

  function force(on: boolean) {
    forced = on;
    window.dispatchEvent(new MessageEvent(DEBUG, { data: on }));
  }

  function hangUp() {
    // Nobody would end it.
    if (forced) force(false);
    window.removeEventListener(READY, connect);
    leave();
  }

  function leave() {
    const goodbye: PanelMessage = { type: 'goodbye' };
    page?.postMessage(goodbye);
    page?.close();
  }
});
