import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { awaitTrace } from '../query/await-trace.ts';
import type { Backend, Problem } from '../query/backend.ts';
import { cell, type Watched } from './cell.ts';

/** How far the backend has been asked for the selected trace. */
export type Asking =
  /** There is no trace, or nobody who may be asked. */
  | { readonly state: 'idle' }
  | { readonly state: 'asking'; readonly asked: number; readonly problem?: Problem }
  /** Nothing more is expected. Where it knows nothing of the trace, `found` is false. */
  | { readonly state: 'settled'; readonly found: boolean }
  /** It was asked in vain, and is asked no more. */
  | { readonly state: 'failed'; readonly problem: Problem };

/** Asks for one trace at a time. */
export interface Asker {
  readonly asking: Watched<Asking>;
  /** Asks for this trace from now on, and for no other. */
  ask(backend: Backend, traceId: string): void;
  stop(): void;
}

export function createAsker(onSpans: (spans: readonly ZipkinSpan[]) => void): Asker {
  const asking = cell<Asking>({ state: 'idle' });
  let stopping = new AbortController();

  async function ask(
    backend: Backend,
    traceId: string,
    { signal }: AbortController,
  ): Promise<void> {
    let before: readonly ZipkinSpan[] = [];
    await awaitTrace({
      backend,
      traceId,
      signal,
      onSpans(spans, { asked, settled }) {
        if (signal.aborted) return;
        if (spans !== before) onSpans(spans);
        before = spans;
        asking.set(
          settled ? { state: 'settled', found: spans.length > 0 } : { state: 'asking', asked },
        );
      },
      onProblem(problem) {
        const now = asking.get();
        const asked = now.state === 'asking' ? now.asked : 0;
        if (!signal.aborted) asking.set({ state: 'asking', asked, problem });
      },
    });
    const last = asking.get();
    if (signal.aborted || last.state !== 'asking' || !last.problem) return;
    asking.set({ state: 'failed', problem: last.problem });
  }

  return {
    asking,
    ask(backend, traceId) {
      stopping.abort();
      stopping = new AbortController();
      asking.set({ state: 'asking', asked: 0 });
      void ask(backend, traceId, stopping);
    },
    stop() {
      stopping.abort();
      asking.set({ state: 'idle' });
    },
  };
}
