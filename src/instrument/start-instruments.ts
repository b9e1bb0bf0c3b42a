import type { Instrument, Setup, Stop } from './instrument.ts';

/**
 * Starts instruments, and gives what stops them, the last one first.
 *
 * @throws TypeError for an instrument's maker that was not called, and what an instrument of the app's own throws;
 *   nothing stays behind then
 */
export function startInstruments(
  instruments: readonly Instrument[],
  parts: Omit<Setup, 'share'>,
): Stop {
  const shared = new Map<unknown, { readonly stop: Stop }>();
  const stops: Stop[] = [];
  const setup: Setup = {
    ...parts,
    share<Part extends { readonly stop: Stop }>(create: (setup: Setup) => Part): Part {
      // What was made by a function is of the type that it makes.
      const part = (shared.get(create) as Part | undefined) ?? create(setup);
      shared.set(create, part);
      return part;
    },
  };

  function stop(): void {
    for (const stop of stops.splice(0).reverse()) {
      try {
        // An instrument of the app’s own may have given nothing to stop it by.
        stop?.();
      } catch {
        // The app’s own code: the others still have to be stopped.
      }
    }
    for (const part of shared.values()) part.stop();
  }

  try {
    for (const instrument of instruments) {
      const stop = instrument(setup);
      // What stops needs nothing: this is an instrument, made by what was taken for one.
      if (stop?.length) {
        const { name } = instrument;
        throw new TypeError(`rootspan: instruments has ${name}, not ${name}()`);
      }
      stops.push(stop);
    }
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}
