import type { ZipkinSpan } from '../../src/bridge/protocol.ts';

/** Where traces are kept. Its methods reject only when they are aborted: what goes wrong is an answer. */
export interface Backend {
  /** What is known of a trace by now: nothing, as long as no span of it has arrived. */
  trace(traceId: string, signal?: AbortSignal): Promise<Answer<readonly ZipkinSpan[]>>;
  /** The same of several traces, in one question: those of which something is known, in any order. */
  traceMany(
    traceIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<Answer<readonly (readonly ZipkinSpan[])[]>>;
  /** The latest traces, newest first. */
  traces(
    options: TracesOptions,
    signal?: AbortSignal,
  ): Promise<Answer<readonly (readonly ZipkinSpan[])[]>>;
  /** Where the backend's own user interface shows a trace. */
  traceUrl(traceId: string): string;
}

export interface TracesOptions {
  /** @defaultValue 10, the backend's own */
  readonly limit?: number;
  /** How far to look back from `endTs`, in milliseconds. */
  readonly lookback?: number;
  /** Milliseconds since the epoch. @defaultValue now */
  readonly endTs?: number;
}

export type Answer<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** How many of the spans could not be understood, and are missing from `value`. */
      readonly unreadable?: number;
    }
  | { readonly ok: false; readonly problem: Problem };

/** Why there is no answer. `message` is for people: what happened, and what they could look at. */
export type Problem =
  | {
      /** There was no answer at all, or none that this page may read. */
      readonly type: 'unreachable';
      readonly url: string;
      readonly message: string;
    }
  | {
      /** The backend refused, or failed. */
      readonly type: 'status';
      readonly url: string;
      readonly status: number;
      /** What the backend said, as it said it; may be empty. */
      readonly text: string;
      readonly message: string;
    }
  | {
      /** Something answered, but not with traces. */
      readonly type: 'malformed';
      readonly url: string;
      readonly message: string;
    };

/** Whether asking again could help: not where the question itself was refused. */
export function mayPass(problem: Problem): boolean {
  return problem.type !== 'status' || problem.status >= 500 || problem.status === 429;
}
