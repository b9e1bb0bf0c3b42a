import type { ToldSpan } from '../trace/span.ts';
import type { Clean, Instrument } from './instrument.ts';

/** Returns what is to be told in the place of a text; anything but text, and nothing is told. */
export type Redact = (value: string, key: string) => string | undefined;

/**
 * Has the last word on all text of a span before it leaves the page, for the panel as for Zipkin: each tag's value
 * with its key, each annotation with the key `annotation`, the span's name with `name`, and that of the other side, such
 * as a host, with `remote`. Where the function throws, the text is dropped, and the span goes out without it.
 *
 * @example
 * const noNames = redact((value, key) => (key === 'user.name' ? undefined : value));
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [noNames] });
 */
export function redact(tell: Redact): Instrument {
  if (typeof tell !== 'function') {
    throw new TypeError(`rootspan: redact is ${String(tell)}; it has to be a function`);
  }
  return ({ cleaners }) => {
    const clean: Clean = (span) => redactAll(span, tell);
    cleaners.add(clean);
    return () => cleaners.delete(clean);
  };
}

function redactAll<Told extends ToldSpan>(span: Told, tell: Redact): Told {
  const clean = (value: string, key: string): string | undefined => {
    try {
      const told = tell(value, key);
      return typeof told === 'string' ? told : undefined;
    } catch {
      // Nothing rather than what may be the secret.
      return undefined;
    }
  };
  const serviceName = span.remote?.serviceName;
  return {
    ...span,
    remote: serviceName
      ? { ...span.remote, serviceName: clean(serviceName, 'remote') }
      : span.remote,
    name: clean(span.name, 'name') ?? '',
    tags: Object.fromEntries(
      Object.entries(span.tags).flatMap(([key, value]) => {
        const told = clean(value, key);
        return told === undefined ? [] : [[key, told]];
      }),
    ),
    annotations: span.annotations.flatMap(({ timestamp, value }) => {
      const told = clean(value, 'annotation');
      return told === undefined ? [] : [{ timestamp, value: told }];
    }),
  };
}
