/**
 * Traces `navigator.sendBeacon`: that it was asked for, and whether the browser took it. What became of it nobody is
 * told.
 *
 * https://w3c.github.io/beacon/
 */
import { openConnection } from './connection.ts';
import type { Instrument } from './instrument.ts';
import { patch } from './patch.ts';

/**
 * Traces beacons.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [beacons()] });
 */
export function beacons(): Instrument {
  return (setup) => {
    const { Navigator } = globalThis;
    if (typeof Navigator?.prototype.sendBeacon !== 'function') return () => {};
    return patch(Navigator.prototype, 'sendBeacon', (send, receiver: Navigator, args) => {
      const taken = Reflect.apply(send, receiver, args);
      const [url] = args;
      // An object's `toString` has run for the native, and must not run again.
      const span =
        typeof url === 'string' || url instanceof URL
          ? openConnection(setup, 'beacon', url)
          : undefined;
      if (!taken) span?.error('refused by the browser');
      span?.finish();
      return taken;
    });
  };
}
