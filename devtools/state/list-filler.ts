import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { type Backend, mayPass, type Problem } from '../query/backend.ts';
import { oncePerFrame } from './frame.ts';
import { keyOf } from './traces.ts';

/** Fills in the list: asks what the backend knows of traces that nobody has chosen. */
export interface ListFiller {
  /** The page has told of these spans. Within seconds, those of the services behind it reach the backend. */
  expect(spans: readonly ZipkinSpan[]): void;
  /** Asks this backend from now on; without one, nobody. */
  use(backend: Pick<Backend, 'traceMany'> | undefined): void;
  /** What was told of before is not asked for any more. */
  forget(): void;
}

interface Options {
  /** The id by which to ask for a trace, if it is to be asked for. */
  readonly wanted: (key: string) => string | undefined;
  readonly onSpans: (spans: readonly ZipkinSpan[]) => void;
}

/**
 * When a trace is asked for, in milliseconds after its last live span: Zipkin's own tracers report every second,
 * OpenTelemetry every five.
 */
const ASKED_AFTER = [3_000, 12_000];

/** From an answer to the next question, at least. */
const PAUSE = 3_000;

/** Traces in one question, so that its address stays short: 1,000 characters. */
const MOST_AT_ONCE = 30;

/** Traces that wait to be asked for: as many as the list has. */
const MOST_EXPECTED = 500;

/** Each trace is asked for at most twice after a live span, and where no more of those come, nothing is asked. */
export function createListFiller({ wanted, onSpans }: Options): ListFiller {
  /** When each trace is to be asked for; the trace that was last heard of is the last. */
  const expected = new Map<string, readonly number[]>();
  // In a tab or window that nobody sees there are no frames, and so no questions.
  const frame = oncePerFrame(ask);
  let backend: Pick<Backend, 'traceMany'> | undefined;
  let stopping = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let quietUntil = 0;

  function schedule(): void {
    clearTimeout(timer);
    if (!backend || isAsking || expected.size === 0) return;
    const next = Math.min(...Array.from(expected.values(), ([first = 0]) => first));
    timer = setTimeout(frame.request, Math.max(next, quietUntil) - Date.now());
  }

  function restart(): void {
    stopping.abort();
    stopping = new AbortController();
    isAsking = false;
    frame.cancel();
    schedule();
  }

  async function ask(): Promise<void> {
    const { signal } = stopping;
    const due = new Set(takeDue(expected, Date.now()));
    const traceIds = [...due].flatMap((key) => wanted(key) ?? []);
    if (backend && traceIds.length > 0) {
      isAsking = true;
      // It rejects only when it is aborted, and then there is nobody to tell.
      const answer = await backend.traceMany(traceIds, signal).catch(() => undefined);
      if (!answer || signal.aborted) return;
      isAsking = false;
      quietUntil = Date.now() + PAUSE;
      // The list is of what the page did: the backend adds to its traces, and no traces.
      if (answer.ok) onSpans(answer.value.flat().filter(({ traceId }) => due.has(keyOf(traceId))));
      else if (!isKnown(answer.problem)) backend = undefined;
    }
    schedule();
  }

  return {
    expect(spans) {
      for (const span of spans) {
        const key = keyOf(span.traceId);
        const end = endOf(span);
        expected.delete(key);
        expected.set(
          key,
          ASKED_AFTER.map((after) => end + after),
        );
      }
      for (const key of expected.keys()) {
        if (expected.size <= MOST_EXPECTED) break;
        expected.delete(key);
      }
      schedule();
    },
    use(next) {
      backend = next;
      restart();
    },
    forget() {
      expected.clear();
      restart();
    },
  };
}

/** The traces whose time has come, as many as go into a question, those first that were heard of last. */
function takeDue(expected: Map<string, readonly number[]>, now: number): string[] {
  const due = [...expected.keys()]
    .filter((key) => (expected.get(key)?.[0] ?? 0) <= now)
    .reverse()
    .slice(0, MOST_AT_ONCE);
  for (const key of due) {
    const later = expected.get(key)?.filter((at) => at > now) ?? [];
    if (later.length > 0) expected.set(key, later);
    else expected.delete(key);
  }
  return due;
}

/** Not every backend knows this question. One that doesn't is not asked again. */
function isKnown(problem: Problem): boolean {
  return problem.type !== 'malformed' && mayPass(problem);
}

/** In milliseconds. What was long over when the page told of it needs no more waiting. */
function endOf({ timestamp, duration = 0 }: ZipkinSpan): number {
  const now = Date.now();
  return timestamp === undefined ? now : Math.min(now, (timestamp + duration) / 1000);
}
