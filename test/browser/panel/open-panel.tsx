import { render } from 'preact';
import { onTestFinished, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { ConnectionEvents } from '../../../devtools/connect/connection.ts';
import { createPanel, type Panel } from '../../../devtools/state/panel.ts';
import { App } from '../../../devtools/view/app.tsx';
import { panelStyles } from '../../../devtools/view/styles.ts';
import type { DeliveryStatus, ZipkinSpan } from '../../../src/bridge/protocol.ts';

export const BASE = 'http://zipkin.test';

/** When drawn traces begin, in microseconds: in a drawing it is 0, which to Zipkin is no time. */
const BEGINNING = 1_790_000_000_000_000;

/** Drawn spans as a tracer would send them. */
export function real(spans: readonly ZipkinSpan[]): ZipkinSpan[] {
  return spans.map(({ timestamp, annotations, ...span }) => ({
    ...span,
    timestamp: timestamp === undefined ? undefined : BEGINNING + timestamp,
    annotations: annotations?.map(({ timestamp, value }) => ({
      timestamp: BEGINNING + timestamp,
      value,
    })),
  }));
}

interface Options {
  /** What the page says at once. */
  readonly spans?: readonly ZipkinSpan[];
  /** What Zipkin says of any trace; a page's own spans alone, if it isn't told. */
  readonly zipkin?: () => Response | Promise<Response>;
  readonly backend?: 'trusted' | 'ask';
  readonly source?: 'page' | 'collector';
  readonly requestBackend?: (base: string) => Promise<boolean>;
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly onClose?: () => void;
  /** Whether a page with the library answers. */
  readonly answers?: boolean;
  /** What it says that its requests carry. */
  readonly headers?: readonly string[];
  /** Whether that page has a `debug()`. */
  readonly debug?: boolean;
}

interface OpenPanel {
  readonly panel: Panel;
  readonly root: HTMLElement;
  readonly fetch: ReturnType<typeof vi.fn<typeof globalThis.fetch>>;
  /** What the page is told of forcing traces. */
  readonly force: ReturnType<typeof vi.fn<(on: boolean) => void>>;
  /** The page says hello again, as after a reload. */
  greet(): void;
  /** The page says more. */
  say(spans: readonly ZipkinSpan[]): void;
  /** The page says how delivery goes. */
  sayDelivery(status: Omit<DeliveryStatus, 'type'>): void;
  /** The page goes away. */
  leave(): void;
}

/** The panel in the test's document, at the edges of which are a page and a Zipkin made up by the test. */
export function openPanel(options: Options = {}): OpenPanel {
  const { spans = [], zipkin = () => Response.json([]), theme = 'light', answers = true } = options;
  const fetch = vi.fn<typeof globalThis.fetch>(async () => zipkin());
  const force = vi.fn<(on: boolean) => void>();
  let page: ConnectionEvents | undefined;
  const greet = () => {
    const { headers, debug } = options;
    const hello = { version: 1, service: 'shop-web', zipkin: BASE, headers, debug };
    page?.onMessage({ type: 'hello', ...hello });
  };
  const panel = createPanel({
    connect(events) {
      page = events;
      if (answers) {
        greet();
        events.onMessage({ type: 'spans', spans: real(spans) });
      }
      return Object.assign(() => {}, { force });
    },
    source: options.source,
    fetch,
    backend: options.backend ?? 'trusted',
    requestBackend: options.requestBackend,
    settings: { get: async () => ({ theme }), set: async () => {} },
  });

  const root = document.createElement('div');
  root.style.width = `${options.width ?? 1000}px`;
  root.style.height = `${options.height ?? 500}px`;
  document.body.append(root);
  document.adoptedStyleSheets = [panelStyles()];
  render(<App panel={panel} onClose={options.onClose} />, root);

  onTestFinished(() => {
    panel.stop();
    render(null, root);
    root.remove();
  });
  return {
    panel,
    root,
    fetch,
    force,
    greet,
    say: (more) => page?.onMessage({ type: 'spans', spans: real(more) }),
    sayDelivery: (status) => page?.onMessage({ type: 'delivery', ...status }),
    leave: () => page?.onClose(),
  };
}

/** Presses keys one after the other: `{ArrowDown}` or a letter each. */
export async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await userEvent.keyboard(key);
}

/** The traces in the list, each by its text. */
export function traces(root: HTMLElement): string[] {
  return textsOf(root, '.trace-entry__title');
}

/** The rows of the waterfall, each with its level: `1 shop-web → gateway GET /cart`. */
export function rows(root: HTMLElement): string[] {
  return [...root.querySelectorAll('.span-row')].map(
    (row) => `${row.getAttribute('aria-level')} ${textOf(row.querySelector('.span-row__text'))}`,
  );
}

export function textsOf(root: HTMLElement, selector: string): string[] {
  return [...root.querySelectorAll(selector)].map(textOf);
}

export function textOf(element: Element | null): string {
  return element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}
