import type { PageMessage, ZipkinSpan } from '../../src/bridge/protocol.ts';
import type { Connect, Leave } from '../connect/connection.ts';
import type { Backend } from '../query/backend.ts';
import { readSpans } from '../query/read-spans.ts';
import { createZipkin } from '../query/zipkin.ts';
import { type Asking, createAsker } from './asking.ts';
import { type BackendChoice, chooseBackend } from './backend-choice.ts';
import { type Cell, cell, type Watched } from './cell.ts';
import { type Connection, readHello } from './connection.ts';
import { type Delivery, readDelivery } from './delivery.ts';
import { oncePerFrame } from './frame.ts';
import { createListFiller } from './list-filler.ts';
import { createOutline, type Outline } from './outline.ts';
import { createPreferences, type Preferences } from './preferences.ts';
import { type Reach, watchFetch } from './reach.ts';
import type { Settings } from './settings.ts';
import { createTraces, keyOf, type TraceEntry } from './traces.ts';

export interface PanelOptions {
  /** The way to the page. */
  readonly connect: Connect;
  /** Who is at its end: a page, that knows its own spans, or a collector, that tells all that it gets. @defaultValue 'page' */
  readonly source?: 'page' | 'collector';
  /** Asks the backend: with the page's own powers, or with the extension's. */
  readonly fetch: typeof fetch;
  /** Whether a backend that the page names may be asked at once, or only after the user has said so. */
  readonly backend: 'trusted' | 'ask';
  /** Gets the host's leave to reach a backend, from within the user's click. */
  readonly requestBackend?: (base: string) => Promise<boolean>;
  readonly settings: Settings;
}

/** A trace that was chosen, and what is known of it by now. */
export interface Selection {
  readonly key: string;
  readonly traceId: string;
  readonly entry: TraceEntry | undefined;
}

/** All that the panel knows, and the verbs that change it. */
export interface Panel {
  readonly connection: Watched<Connection>;
  readonly source: 'page' | 'collector';
  /** Newest first. */
  readonly traces: Watched<readonly TraceEntry[]>;
  readonly filter: Cell<string>;
  readonly selection: Watched<Selection | undefined>;
  readonly backend: Watched<BackendChoice>;
  readonly reach: Watched<Reach>;
  /** What the page says of its way to Zipkin, while it is connected. */
  readonly delivery: Watched<Delivery | undefined>;
  /** How far the backend has been asked for the selected trace. */
  readonly asking: Watched<Asking>;
  readonly outline: Outline;
  readonly preferences: Cell<Preferences>;
  /** Shows a trace, whether it is in the list or not, and asks the backend for the rest of it. */
  select(traceId: string | undefined): void;
  /** Whether the page is to force its traces; undefined where it can't be told to. */
  readonly forcing: Watched<boolean | undefined>;
  /** Has each page that is reached from now on force its traces, or no more. */
  force(on: boolean): void;
  /** Asks for the selected trace again. */
  retry(): void;
  /** The user agrees to the backend that the page names. To be called from within the click. */
  confirmBackend(): Promise<void>;
  /** Where the backend's own user interface shows a trace. */
  traceUrl(traceId: string): string | undefined;
  /** Forgets all traces. */
  clear(): void;
  /** Takes no more spans and asks nobody, until `resume`. What was missed is told then, as far as the page kept it. */
  pause(): void;
  resume(): void;
  /** The end: a stopped panel is not started again. */
  stop(): void;
}

/** Spans that wait for the next frame, at most: a panel in the background gets no frames. */
const MOST_WAITING = 10_000;

export function createPanel(options: PanelOptions): Panel {
  const { connect, source = 'page', settings } = options;
  const connection = cell<Connection>({ state: 'paused' });
  const list = cell<readonly TraceEntry[]>([]);
  const selection = cell<Selection | undefined>(undefined);
  const delivery = cell<Delivery | undefined>(undefined);
  const forcing = cell<boolean | undefined>(undefined);
  const outline = createOutline();
  const traces = createTraces((key) => key === selection.get()?.key);
  const { choice, suggest, confirm } = chooseBackend(options);
  const { fetch, reach, reset } = watchFetch(options.fetch);
  const asker = createAsker(takeFetched);
  const filler = createListFiller({ wanted, onSpans: takeFetched });
  const frame = oncePerFrame(takeLive);
  let waiting: ZipkinSpan[] = [];
  let zipkin = '';
  let backend: Backend | undefined;
  let disconnect: Leave | undefined;
  let isForced = false;

  const unwatch = choice.watch(() => {
    const chosen = choice.get();
    reset();
    backend = chosen.state === 'confirmed' ? createZipkin({ base: chosen.base, fetch }) : undefined;
    askAll();
  });

  function hear(message: PageMessage): void {
    // Page code can speak as the library does, so nothing about a message is certain but that there is one.
    if (message?.type === 'hello') {
      connection.set(readHello(message));
      zipkin = String(message.zipkin ?? '');
      delivery.set(undefined);
      forcing.set(message.debug === true ? isForced : undefined);
      // Another page knows nothing of it.
      if (forcing.get()) disconnect?.force?.(true);
      void suggest(message.zipkin);
    } else if (message?.type === 'spans') {
      waiting = waiting.concat(readSpans(message.spans).spans);
      frame.request();
      if (waiting.length > MOST_WAITING) frame.flush();
    } else if (message?.type === 'delivery') {
      delivery.set(readDelivery(zipkin, message.obstacle, message.ledger));
    }
  }

  function takeLive(): void {
    const grown = traces.add(waiting);
    filler.expect(waiting.filter(({ traceId }) => grown.has(keyOf(traceId))));
    waiting = [];
    publish();
    const chosen = selection.get();
    // The backend may have got more as well since it was asked.
    if (chosen && grown.has(chosen.key) && asker.asking.get().state === 'settled') ask();
  }

  function takeFetched(spans: readonly ZipkinSpan[]): void {
    traces.add(spans);
    publish();
  }

  function publish(): void {
    list.set(traces.list());
    const chosen = selection.get();
    if (!chosen) return;
    const entry = traces.get(chosen.key);
    if (entry !== chosen.entry) selection.set({ ...chosen, entry });
  }

  function ask(): void {
    const chosen = selection.get();
    if (chosen && backend && disconnect) {
      asker.ask(backend, chosen.entry?.trace.traceId ?? chosen.traceId);
    } else asker.stop();
  }

  function askAll(): void {
    ask();
    filler.use(disconnect && source === 'page' ? backend : undefined);
  }

  /** The chosen trace is asked for anyway, and what is not in the list any more has not to be. */
  function wanted(key: string): string | undefined {
    return key === selection.get()?.key ? undefined : traces.get(key)?.trace.traceId;
  }

  const panel: Panel = {
    connection,
    source,
    traces: list,
    filter: cell(''),
    selection,
    backend: choice,
    reach,
    delivery,
    asking: asker.asking,
    outline,
    preferences: createPreferences(settings),
    select(traceId) {
      const key = traceId && keyOf(traceId);
      if (key === selection.get()?.key) return;
      outline.reset();
      const entry = key ? traces.get(key) : undefined;
      const whole = entry?.trace.traceId ?? traceId;
      selection.set(key && whole ? { key, traceId: whole, entry } : undefined);
      ask();
    },
    forcing,
    force(on) {
      isForced = on;
      forcing.set(on);
      disconnect?.force?.(on);
    },
    retry: ask,
    confirmBackend: confirm,
    traceUrl: (traceId) => backend?.traceUrl(traceId),
    clear() {
      frame.cancel();
      waiting = [];
      filler.forget();
      traces.clear();
      panel.select(undefined);
      publish();
    },
    pause() {
      disconnect?.();
      disconnect = undefined;
      forcing.set(undefined);
      frame.flush();
      connection.set({ state: 'paused' });
      askAll();
    },
    resume() {
      if (disconnect) return;
      connection.set({ state: 'looking' });
      disconnect = connect({
        onMessage: hear,
        onClose() {
          forcing.set(undefined);
          connection.set({ state: 'looking' });
        },
      });
      askAll();
    },
    stop() {
      panel.pause();
      unwatch();
    },
  };
  panel.resume();
  return panel;
}
