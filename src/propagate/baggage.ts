/**
 * Baggage: what the app itself wants its backends to know, beside the trace.
 *
 * https://www.w3.org/TR/baggage/
 */
import type { Format } from './propagation.ts';

/**
 * Keys that may go out, each with its value: a text, a function that is asked for each request, or `true` for what the
 * document's own `<meta name="baggage">` says.
 */
export type BaggageValues = Readonly<Record<string, string | true | (() => string | undefined)>>;

/** A token, as names of headers are. */
const KEY = /^[\w!#$%&'*+.^`|~-]+$/;
/** Bytes that everyone has to pass on; of more, none. */
const LONGEST = 8192;

/**
 * Sends the named keys along, in W3C's `baggage` or in Jaeger's `uberctx-…`. Nothing else ever goes, and where the
 * app set such a header itself that one stays.
 *
 * It is named as a format, so that it goes where that goes.
 *
 * @throws TypeError for a key that can't be one
 *
 * @example
 * const tenant = baggage({ tenant: 'acme', tier: () => user.tier });
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', formats: ['b3multi', tenant] });
 */
export function baggage(values: BaggageValues, style: 'w3c' | 'jaeger' = 'w3c'): Format {
  for (const key of Object.keys(values)) {
    if (!KEY.test(key)) throw new TypeError(`rootspan: baggage has "${key}"; it has to be a token`);
  }
  const headersOf = style === 'w3c' ? toW3c : toJaeger;
  return {
    name: 'baggage',
    // It says nothing of the trace: one of the app's own is no reason to keep out of it.
    fields: [],
    otherFields: style === 'w3c' ? ['baggage'] : Object.keys(values).map(jaegerName),
    inject(_, set, get) {
      for (const [name, value] of headersOf(readValues(values))) {
        if (value.length <= LONGEST && get?.(name) == null) set(name, value);
      }
    },
    extract: () => undefined,
  };
}

type Pair = readonly [key: string, value: string];

function toW3c(pairs: readonly Pair[]): Pair[] {
  const list = pairs.map(([key, value]) => `${key}=${value}`).join();
  return list ? [['baggage', list]] : [];
}

function toJaeger(pairs: readonly Pair[]): Pair[] {
  return pairs.map(([key, value]) => [jaegerName(key), value]);
}

function jaegerName(key: string): string {
  return `uberctx-${key.toLowerCase()}`;
}

/** Values as they stand in headers, of those keys that have one. */
function readValues(values: BaggageValues): Pair[] {
  return Object.entries(values).flatMap(([key, value]) => {
    try {
      if (value === true) return readDocument(key);
      const text = typeof value === 'function' ? value() : value;
      return text ? [[key, encodeURIComponent(text)] as const] : [];
    } catch {
      // The app's own function, or half a character: the others go.
      return [];
    }
  });
}

/** As it stands in the document, properties behind a semicolon left out. */
function readDocument(key: string): Pair[] {
  const meta = globalThis.document?.querySelector('meta[name=baggage]');
  const members = meta?.getAttribute('content')?.split(',') ?? [];
  for (const member of members) {
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*([!#-+\--:<-[\]-~]*)/.exec(member) ?? [];
    if (name === key && value) return [[key, value]];
  }
  return [];
}
