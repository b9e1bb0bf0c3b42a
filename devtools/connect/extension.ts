import type { PageMessage } from '../../src/bridge/protocol.ts';
import type { Connect } from './connection.ts';

/** What connecting from an extension's panel takes. */
export interface ExtensionHost {
  readonly tabId: number;
  readonly chrome: ExtensionApi;
  /** The extension was reloaded or updated beneath this panel, which can reach no page any more. */
  readonly onReplaced: () => void;
}

/** The part of Chrome's API that is used. It has no id, or isn't there at all, once the extension was replaced. */
export interface ExtensionApi {
  readonly runtime?: { readonly id?: string; readonly lastError?: unknown };
  readonly tabs: { connect(tabId: number, options: { frameId: number }): ExtensionPort };
  readonly devtools: { readonly network: { readonly onNavigated: ExtensionEvent<[url: string]> } };
}

/** One end of a line between the panel and the content script. */
export interface ExtensionPort {
  disconnect(): void;
  postMessage(message: unknown): void;
  readonly onMessage: ExtensionEvent<[message: unknown]>;
  readonly onDisconnect: ExtensionEvent<[]>;
}

export interface ExtensionEvent<Args extends unknown[]> {
  addListener(listener: (...args: Args) => void): void;
  removeListener(listener: (...args: Args) => void): void;
}

const FIRST_DELAY = 100;
const LONGEST_DELAY = 5_000;

/** The main frame of the document on the screen. One that is being prerendered has another number. */
const TOP_FRAME = { frameId: 0 };

/**
 * A straight line from the panel to the content script of its tab: no service worker, so nothing that falls asleep.
 *
 * A page without the library is connected too, and silent. While connected nothing is asked for or polled.
 */
export function connectExtension({ tabId, chrome, onReplaced }: ExtensionHost): Connect {
  return ({ onMessage, onClose }) => {
    const { onNavigated } = chrome.devtools.network;
    let port: ExtensionPort | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let delay = FIRST_DELAY;
    let reached = false;

    onNavigated.addListener(arrive);
    open();
    return Object.assign(stop, { force });

    /** All that the content script is ever told: whether the page is to force traces. */
    function force(on: boolean) {
      if (chrome.runtime?.id) port?.postMessage(on);
    }

    function open() {
      clearTimeout(retry);
      if (!chrome.runtime?.id) {
        stop();
        onReplaced();
        return;
      }
      try {
        const opened = chrome.tabs.connect(tabId, TOP_FRAME);
        port = opened;
        opened.onMessage.addListener(receive);
        opened.onDisconnect.addListener(() => port === opened && lose());
      } catch {
        lose();
      }
    }

    function receive(message: unknown) {
      if (!isPageMessage(message)) return;
      reached = true;
      delay = FIRST_DELAY;
      onMessage(message);
    }

    function lose() {
      // Read, or Chrome reports it as an error of ours. A page that can't be reached is nothing unusual.
      void chrome.runtime?.lastError;
      port = undefined;
      retry = setTimeout(open, delay);
      delay = Math.min(2 * delay || FIRST_DELAY, LONGEST_DELAY);
      if (!reached) return;
      reached = false;
      onClose();
    }

    /** An open port is the new document's already, or is about to be lost with the old one. */
    function arrive() {
      delay = port ? 0 : FIRST_DELAY;
      if (!port) open();
    }

    function stop() {
      clearTimeout(retry);
      onNavigated.removeListener(arrive);
      port?.disconnect();
      port = undefined;
    }
  };
}

/**
 * Whether a message has the protocol's shape, as far as its own fields go. Any code in the page can speak as the
 * library does, so the panel looks at each span and each address again, whichever way they came.
 */
function isPageMessage(message: unknown): message is PageMessage {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  if (message.type === 'delivery') return 'ledger' in message;
  if (message.type === 'spans') return 'spans' in message && Array.isArray(message.spans);
  return (
    message.type === 'hello' &&
    'version' in message &&
    typeof message.version === 'number' &&
    'service' in message &&
    typeof message.service === 'string' &&
    'zipkin' in message &&
    typeof message.zipkin === 'string'
  );
}
