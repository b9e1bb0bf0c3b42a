import type { GetHeader, SetHeader } from './propagation.ts';

/** What headers are written to and read from: the Fetch API's object, or a plain one. */
export type Carrier = Headers | Record<string, string>;

export function writeCarrier(carrier: Carrier): SetHeader {
  return (name, value) => {
    if (isHeaders(carrier)) carrier.set(name, value);
    else carrier[name] = value;
  };
}

/** Reads names in any case, as headers are. */
export function readCarrier(carrier: Carrier): GetHeader {
  if (isHeaders(carrier)) return (name) => carrier.get(name);
  const headers = new Map(
    Object.entries(carrier).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return (name) => headers.get(name);
}

/** By its shape: it may come from another realm. */
function isHeaders(carrier: Carrier): carrier is Headers {
  return typeof carrier.get === 'function' && typeof carrier.set === 'function';
}
