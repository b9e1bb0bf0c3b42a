import type { TraceContext } from '../trace/context.ts';
import { b3multi, b3single } from './b3.ts';
import type { Extracted, Format, GetHeader, SetHeader } from './propagation.ts';

/** Contexts in and out of headers, in several formats at once. */
export interface Propagation {
  inject(context: TraceContext, set: SetHeader): void;
  extract(get: GetHeader): Extracted | undefined;
  /** Names of all headers, in lower case, that carry a trace context. */
  readonly fields: readonly string[];
}

/** Names of the headers that are set where a place has these formats: what its server has to allow. */
export function headersOf(formats: readonly Format[]): string[] {
  return formats.flatMap(({ fields, otherFields = [] }) => [...fields, ...otherFields]);
}

/** Both ways of B3 are always read, the single header first, as the specification has it. */
const ALWAYS_READ = [b3single, b3multi];

/** Writes contexts in the given formats, and reads them in these, in others and in B3. */
export function createPropagation(
  formats: readonly Format[],
  others: readonly Format[] = [],
): Propagation {
  const readers = [...new Set([...ALWAYS_READ, ...formats, ...others])];
  return {
    fields: readers.flatMap(({ fields }) => fields),
    inject(context, set) {
      for (const format of formats) format.inject(context, set);
    },
    extract(get) {
      for (const format of readers) {
        const extracted = format.extract(get);
        if (extracted) return extracted;
      }
      return undefined;
    },
  };
}
