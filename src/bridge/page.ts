import { toZipkin, type ZipkinSpan } from '../report/zipkin.ts';
import type { FinishedSpan } from '../trace/span.ts';
import {
  CONNECT,
  type DeliveryStatus,
  type Hello,
  type PageMessage,
  PROTOCOL_VERSION,
  READY,
} from './protocol.ts';

/** The page's end of the panel: keeps the latest spans, and hands them to each panel that connects. */
export interface PageBridge {
  report(span: FinishedSpan): void;
  /** Says how delivery goes. */
  tellDelivery(): void;
  stop(): void;
}

/** Spans kept for a panel that is opened later; past that the oldest go, so many at once. */
const MOST_KEPT = 1000;
const GOING = 100;

export interface BridgeOptions extends Omit<Hello, 'type' | 'version'> {
  readonly delivery: () => Omit<DeliveryStatus, 'type'>;
}

export function openBridge({ delivery, ...hello }: BridgeOptions): PageBridge {
  const kept: FinishedSpan[] = [];
  const ports = new Set<MessagePort>();
  // Workers have no panel.
  const target = globalThis.window;
  target?.addEventListener(CONNECT, onConnect);
  target?.dispatchEvent(new Event(READY));

  function onConnect(event: Event): void {
    // Anyone in the page can dispatch an event of this name, so it may not be the kind that a panel sends.
    const [port] = event instanceof MessageEvent ? event.ports : [];
    if (!port) return;
    ports.add(port);
    // All that a panel ever says is goodbye.
    port.onmessage = () => ports.delete(port);
    port.addEventListener('close', () => ports.delete(port));
    post(port, { type: 'hello', version: PROTOCOL_VERSION, ...hello });
    post(port, { type: 'spans', spans: kept.map(encode) });
    tellDelivery();
  }

  function tellDelivery(): void {
    for (const port of ports) post(port, { type: 'delivery', ...delivery() });
  }

  function encode(span: FinishedSpan): ZipkinSpan {
    return toZipkin(span, hello.service);
  }

  return {
    report(span) {
      kept.push(span);
      if (kept.length > MOST_KEPT) kept.splice(0, GOING);
      for (const port of ports) post(port, { type: 'spans', spans: [encode(span)] });
    },
    tellDelivery,
    stop() {
      target?.removeEventListener(CONNECT, onConnect);
      for (const port of ports) port.close();
      ports.clear();
    },
  };
}

function post(port: MessagePort, message: PageMessage): void {
  port.postMessage(message);
}
