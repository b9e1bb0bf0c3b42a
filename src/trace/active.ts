import type { Span } from './span.ts';

/** Which span new ones belong to, where nobody says so explicitly. */
export interface Active {
  /** The innermost span whose work is running now, else the page's while it loads. */
  current(): Span | undefined;
  /** Runs synchronous work under a span. */
  run<T>(span: Span, work: () => T): T;
  /** The page's own span, for as long as what happens belongs to it. */
  setPage(span: Span | undefined): void;
}

export function createActive(): Active {
  let page: Span | undefined;
  let running: Span | undefined;
  return {
    current: () => running ?? page,
    run(span, work) {
      const outer = running;
      running = span;
      try {
        return work();
      } finally {
        running = outer;
      }
    },
    setPage(span) {
      page = span;
    },
  };
}
