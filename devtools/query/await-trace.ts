import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { type Backend, mayPass, type Problem } from './backend.ts';

export interface AwaitTraceOptions {
  readonly backend: Backend;
  readonly traceId: string;
  /** Ends it at once, and silently. */
  readonly signal: AbortSignal;
  /** Called after each answer: with the very same array as before, where it brought nothing new. */
  onSpans(spans: readonly ZipkinSpan[], state: AwaitState): void;
  /** Called after each question that failed. */
  onProblem(problem: Problem): void;
  /** Lets time pass; ends early when aborted. @defaultValue a timer */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** How long without a new span until the trace counts as complete, in milliseconds. @defaultValue 5000 */
  readonly quietFor?: number;
  /** How long to ask at most, in milliseconds. @defaultValue 60000 */
  readonly giveUpAfter?: number;
}

export interface AwaitState {
  /** How often the backend has answered. */
  readonly asked: number;
  /** Nothing more is expected, and nobody asks any more. */
  readonly settled: boolean;
}

/** Spans of one request arrive within seconds: soon at first, since somebody looks, then less often. */
const PAUSES = [500, 1_000, 1_000, 2_000];

/** After a failure, each pause is twice the one before; after five of them in a row nobody asks again. */
const FIRST_RETRY = 1_000;
const MOST_FAILURES = 5;

/**
 * Asks for a trace, and asks again while its spans still arrive: each service reports in its own time.
 *
 * A trace of which nothing has arrived is waited for until `giveUpAfter`. Resolves when it asks no more:
 * settled, after failures that don't pass, or aborted. Never rejects for what the network does.
 */
export async function awaitTrace(options: AwaitTraceOptions): Promise<void> {
  const { backend, traceId, signal, onSpans, onProblem } = options;
  const { wait = pause, quietFor = 5_000, giveUpAfter = 60_000 } = options;
  const seen = new Set<string>();
  let spans: readonly ZipkinSpan[] = [];
  let asked = 0;
  let failures = 0;
  // Only pauses are counted: a slow backend gets the more time.
  let waited = 0;
  let quietSince = 0;

  while (!signal.aborted) {
    const answer = await ask(backend, traceId, signal);
    if (!answer || signal.aborted) return;

    if (answer.ok) {
      failures = 0;
      asked++;
      if (bringsNew(answer.value, seen)) {
        spans = answer.value;
        quietSince = waited;
      }
      const isQuiet = spans.length > 0 && waited - quietSince >= quietFor;
      const settled = isQuiet || waited >= giveUpAfter;
      onSpans(spans, { asked, settled });
      if (settled) return;
    } else {
      failures++;
      onProblem(answer.problem);
      const isOver = failures >= MOST_FAILURES || waited >= giveUpAfter;
      if (isOver || !mayPass(answer.problem)) return;
    }

    const milliseconds =
      failures > 0 ? FIRST_RETRY * 2 ** (failures - 1) : (PAUSES[asked - 1] ?? PAUSES.at(-1) ?? 0);
    await wait(milliseconds, signal);
    waited += milliseconds;
  }
}

/** The backend's answer; none when aborted. */
async function ask(backend: Backend, traceId: string, signal: AbortSignal) {
  try {
    return await backend.trace(traceId, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** Remembers what was answered, and tells whether some of it was not known before. */
function bringsNew(spans: readonly ZipkinSpan[], seen: Set<string>): boolean {
  const before = seen.size;
  for (const { id, kind, localEndpoint, duration, tags } of spans) {
    const size = tags && Object.keys(tags).length;
    seen.add([id, kind, localEndpoint?.serviceName, duration, size].join(' '));
  }
  return seen.size > before;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
