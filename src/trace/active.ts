import type { Span } from './span.ts';

/** What a new span belongs to, and how sure that is. */
export interface Belonging {
  readonly span: Span;
  /** It merely happened while this was the only thing going on: said on the new span, as `rootspan.joined`. */
  readonly byTime?: boolean;
  /** Told when a new span really has become the child of this one. */
  readonly onChild?: (child: Span) => void;
}

/** Tells what a new span belongs to, as far as one instrument can know it. */
export type Source = () => Belonging | undefined;

/** Finds the span of work again in what that work calls, however much later. */
export interface Carrier {
  run<T>(span: Span, work: () => T | PromiseLike<T>): Promise<T>;
  /** The span in whose work this is, as far as it can be told; of an error's stack, the one in which it was made. */
  current(stack?: string): Span | undefined;
}

/** Which span new ones belong to, where nobody says so explicitly. */
export interface Active {
  /**
   * The innermost span whose work is running now, else the one that a carrier brought here, else what the sources
   * say: what is certain before what is so by time, and nothing where two say so by time.
   *
   * @param stack an error's, where it is asked what was active when the error was made
   */
  current(stack?: string): Belonging | undefined;
  /** Runs work under a span. What it throws is rejected with. */
  run<T>(span: Span, work: () => T | PromiseLike<T>): Promise<T>;
  /** Has this find the span of work beyond the part of it that is synchronous. */
  carryBy(carrier: Carrier): () => void;
  /** Asks this source, too, until the returned function is called: before the others, or after them. */
  ask(source: Source, rank?: 'first' | 'last'): () => void;
}

export function createActive(): Active {
  let sources: readonly Source[] = [];
  let running: Belonging | undefined;
  let carrier: Carrier | undefined;

  function fromSources(): Belonging | undefined {
    let byTime: Belonging | undefined;
    let count = 0;
    for (const source of sources) {
      const belonging = source();
      if (!belonging) continue;
      if (!belonging.byTime) return belonging;
      byTime = belonging;
      count++;
    }
    return count === 1 ? byTime : undefined;
  }

  return {
    current(stack) {
      if (running) return running;
      const span = carrier?.current(stack);
      return span ? { span } : fromSources();
    },
    async run(span, work) {
      const scoped = () => {
        const outer = running;
        running = { span };
        try {
          return work();
        } finally {
          running = outer;
        }
      };
      return carrier ? carrier.run(span, scoped) : scoped();
    },
    carryBy(given) {
      carrier = given;
      return () => {
        carrier = undefined;
      };
    },
    ask(source, rank) {
      sources = rank === 'last' ? [...sources, source] : [source, ...sources];
      return () => {
        sources = sources.filter((other) => other !== source);
      };
    },
  };
}
