import type { Instrument } from './instrument/instrument.ts';
import { interactions } from './instrument/interaction.ts';
import { b3multi, b3single } from './propagate/b3.ts';
import type { Format } from './propagate/propagation.ts';

/** Parts by the names that `data-instruments` and `data-formats` call them. */
export const INSTRUMENTS: Readonly<Record<string, () => Instrument>> = { interactions };
export const FORMATS: Readonly<Record<string, Format>> = { b3multi, b3: b3single };

/**
 * Every instrument there is, for pages that would rather have all than choose.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', ...everything() });
 */
export function everything(): { instruments: Instrument[] } {
  return { instruments: Object.values(INSTRUMENTS).map((create) => create()) };
}
