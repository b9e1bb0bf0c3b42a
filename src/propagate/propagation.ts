import type { SamplingState, TraceContext } from '../trace/context.ts';

/** What a request's headers say of its trace: a context, or the sampling decision alone. */
export type Extracted =
  | TraceContext
  | { readonly traceId?: undefined; readonly sampling: SamplingState };

/** Where headers are read from: a name in lower case, to its value. */
export type GetHeader = (name: string) => string | null | undefined;

/** Where headers are put. */
export type SetHeader = (name: string, value: string) => void;

/** One way to write a trace context into headers. */
export interface Format {
  /** Its name in options and `data-formats`. */
  readonly name: string;
  /** The headers it may set, in lower case. */
  readonly fields: readonly string[];
  /** Further ones, which say nothing of the trace. */
  readonly otherFields?: readonly string[];
  /** @param get reads what the app set itself, where there is anything to read */
  inject(context: TraceContext, set: SetHeader, get?: GetHeader): void;
  /** Nothing where the headers say nothing. Malformed ones are no better than none; never throws. */
  extract(get: GetHeader): Extracted | undefined;
}
