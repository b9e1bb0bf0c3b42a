import type { Instrument, Stop } from './instrument.ts';

/** A page that is never idle is asked to take the time after so long (ms). */
const LONGEST = 1000;

/**
 * Starts an instrument when the page has loaded and is idle, or is left: for what the browser keeps until it is asked.
 * A page that is starting has better things to do.
 *
 * https://w3c.github.io/requestidlecallback/
 */
export function later(instrument: Instrument): Instrument {
  return (setup) => {
    // Workers don't load.
    if (typeof document !== 'object') return () => {};
    let stop: Stop | undefined;
    let stopped = false;
    const begin = () => {
      if (!stopped) stop ??= instrument(setup);
    };
    const whenIdle = () => {
      if (typeof requestIdleCallback === 'function')
        requestIdleCallback(begin, { timeout: LONGEST });
      else setTimeout(begin);
    };
    const stopLeaving = setup.onLeave(begin);
    if (document.readyState === 'complete') whenIdle();
    else addEventListener('load', whenIdle, { once: true });
    return () => {
      stopped = true;
      stopLeaving();
      stop?.();
    };
  };
}
