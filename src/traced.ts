/** For those who name spans by hand: requests and log lines that belong to one. */
import { withPrefix } from './instrument/console-prefix.ts';
import type { Span } from './trace/span.ts';

/** What of the running instance is used. */
interface Running {
  run<T>(span: Span, work: () => T | PromiseLike<T>): Promise<T>;
  traceId(): string | undefined;
}

/** A console whose lines begin with the id of the trace that is active. */
export type Log = Pick<Console, 'debug' | 'error' | 'info' | 'log' | 'warn'>;

/**
 * `fetch`, as a child of this span, wherever it is called. Where nothing is traced it is `fetch` alone.
 *
 * @example
 * const span = rootspan.startSpan('checkout');
 * await tracedFetch(span, '/orders', { method: 'POST', body });
 * span.finish();
 */
export function tracedFetch(
  span: Span | undefined,
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const rootspan = running();
  return rootspan && span ? rootspan.run(span, () => fetch(input, init)) : fetch(input, init);
}

/**
 * Writes to the console, with the id of the active trace, or of a given span's, in front: `[463ac35c…] order placed`.
 *
 * @example
 * const log = tracedLog();
 * log.info('order %s placed', order.id);
 */
export function tracedLog(span?: Span): Log {
  const write =
    (method: keyof Log) =>
    (...args: unknown[]): void => {
      const traceId = span?.context.traceId ?? running()?.traceId();
      console[method](...withPrefix(traceId, args));
    };
  return {
    debug: write('debug'),
    error: write('error'),
    info: write('info'),
    log: write('log'),
    warn: write('warn'),
  };
}

function running(): Running | undefined {
  // The property is ours by its symbol, so its type is known.
  return Reflect.get(globalThis, Symbol.for('rootspan')) as Running | undefined;
}
