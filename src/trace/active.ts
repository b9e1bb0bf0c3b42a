import type { Span } from './span.ts';

/** What a new span belongs to, and how sure that is. */
export interface Belonging {
  readonly span: Span;
  /** It merely happened while this was the only thing going on: said on the new span, as `rootspan.joined`. */
  readonly byTime?: boolean;
  /** Told when a new span really has become the child of this one. */
  readonly onChild?: () => void;
}

/** Tells what a new span belongs to, as far as one instrument can know it. */
export type Source = () => Belonging | undefined;

/** Which span new ones belong to, where nobody says so explicitly. */
export interface Active {
  /**
   * The innermost span whose work is running now, else what the sources say: the latest first, and what is certain
   * before what is so by time.
   */
  current(): Belonging | undefined;
  /** Runs synchronous work under a span. */
  run<T>(span: Span, work: () => T): T;
  /** Asks this source, too, until the returned function is called. */
  ask(source: Source): () => void;
}

export function createActive(): Active {
  let sources: readonly Source[] = [];
  let running: Belonging | undefined;
  return {
    current() {
      if (running) return running;
      let byTime: Belonging | undefined;
      for (const source of sources) {
        const belonging = source();
        if (belonging?.byTime) byTime ??= belonging;
        else if (belonging) return belonging;
      }
      return byTime;
    },
    run(span, work) {
      const outer = running;
      running = { span };
      try {
        return work();
      } finally {
        running = outer;
      }
    },
    ask(source) {
      sources = [source, ...sources];
      return () => {
        sources = sources.filter((other) => other !== source);
      };
    },
  };
}
