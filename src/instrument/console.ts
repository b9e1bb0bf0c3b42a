/**
 * Notes what the page writes to the console as warning or error, on the span in which it does so.
 *
 * https://console.spec.whatwg.org/
 */
import { cleanText } from '../privacy/secrets.ts';
import type { Instrument } from './instrument.ts';
import { patch } from './patch.ts';

/** Characters of a line that are kept. */
const LINE_LENGTH = 200;

/**
 * Annotates spans with `console.error` and `console.warn`. They can say anything, so this is on only where it is asked
 * for by name: it is no part of `everything()`.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [consoleLines()] });
 */
export function consoleLines(): Instrument {
  return ({ active }) => {
    const stops = (['error', 'warn'] as const).map((level) =>
      patch(console, level, (write, receiver, args: unknown[]) => {
        Reflect.apply(write, receiver, args);
        const belonging = active.current();
        if (belonging && !belonging.byTime) belonging.span.annotate(`${level}: ${toLine(args)}`);
      }),
    );
    return () => {
      for (const stop of stops) stop();
    };
  };
}

/** Text and errors as they are; of objects only that they are there, since reading them can run the page's code. */
function toLine(args: readonly unknown[]): string {
  const words = args.map((arg) => {
    try {
      if (arg instanceof Error) return arg.message;
    } catch {
      // A proxy, or a getter of the page's.
    }
    return typeof arg === 'object' || typeof arg === 'function' ? `[${typeof arg}]` : String(arg);
  });
  return cleanText(words.join(' ')).slice(0, LINE_LENGTH);
}
