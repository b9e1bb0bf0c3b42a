import type { Instrument } from './instrument.ts';
import { patch } from './patch.ts';

const METHODS = ['debug', 'error', 'info', 'log', 'warn'] as const;

/**
 * Puts the id of the active trace before what the page writes to its console, `[463ac35c…] …`, so that its lines can
 * be found by it. It changes what the page writes, so it is no part of `everything()`.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [consolePrefix()] });
 */
export function consolePrefix(): Instrument {
  return ({ active }) => {
    const stops = METHODS.map((method) =>
      patch(console, method, (write, receiver, args: unknown[]) =>
        Reflect.apply(write, receiver, withPrefix(active.current()?.span.context.traceId, args)),
      ),
    );
    return () => {
      for (const stop of stops) stop();
    };
  };
}

/** A text that comes first may have `%s` and the like in it, and stays first. */
export function withPrefix(traceId: string | undefined, args: readonly unknown[]): unknown[] {
  if (!traceId) return [...args];
  const [first, ...others] = args;
  const prefix = `[${traceId}]`;
  return typeof first === 'string' ? [`${prefix} ${first}`, ...others] : [prefix, ...args];
}
