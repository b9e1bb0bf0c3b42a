import type { Sampler } from '../trace/sampler.ts';
import type { Instrument } from './instrument.ts';
import { refuseOthers } from './other-options.ts';

/** Has a `debug()` begin to force traces, or end it: a `MessageEvent` of `window` whose data says which. */
export const DEBUG = 'rootspan:debug';

export interface DebugOptions {
  /**
   * The parameter of the page's address that forces its traces: anybody can set it.
   *
   * @defaultValue none does
   */
  readonly parameter?: string;
}

/** Forces traces through, whatever rates say, here and at the backends: B3's `d`, `X-B3-Flags: 1`. */
export interface Debug extends Instrument {
  /** Has the traces that begin from now on be forced, or no more. */
  force(on?: boolean): void;
}

/**
 * Forces traces on request: by `force()`, by the panel, and by a parameter of the page's address where one is named.
 *
 * @throws TypeError for what is no option
 *
 * @example
 * const debugging = debug({ parameter: 'trace' }); // https://shop.example/?trace
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', sampleRate: 0.01, instruments: [debugging] });
 */
export function debug({ parameter, ...others }: DebugOptions = {}): Debug {
  refuseOthers('debug', others);
  let isForced: string | false = false;
  const sampler: Sampler = () =>
    isForced ? { sampling: 'debug', reason: `forced by ${isForced}` } : undefined;

  const onMessage = (event: Event) => {
    // Anyone in the page can dispatch an event of this name.
    isForced = event instanceof MessageEvent && event.data === true && 'the panel';
  };
  const instrument: Instrument = ({ samplers }) => {
    const query = new URLSearchParams(globalThis.location?.search);
    if (parameter && query.has(parameter)) isForced = `?${parameter}`;
    samplers.unshift(sampler);
    globalThis.addEventListener?.(DEBUG, onMessage);
    return () => {
      globalThis.removeEventListener?.(DEBUG, onMessage);
      samplers.splice(samplers.indexOf(sampler), 1);
    };
  };
  return Object.assign(instrument, {
    force(on = true) {
      isForced = on && 'the app';
    },
  });
}
