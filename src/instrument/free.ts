/**
 * Trace headers only where they cost no request of their own.
 *
 * https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
import { type Gate, isPreflighted, type OutgoingRequest } from './http.ts';
import type { Instrument } from './instrument.ts';

/**
 * A value of the option `propagation`: across origins, headers only go onto requests for which the browser asks the
 * server's permission anyway, because of their method, their content type or headers of the app's own.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', propagateTo: ['https://api.shop.example'], propagation: free });
 */
export const free: Gate = (request) =>
  isElsewhere(request) && !isPreflighted(request) ? 'free' : undefined;

/**
 * Tags requests whose preflight is due to our headers alone: `rootspan.preflight`. How long it took is in
 * `http.phases`, where the server lets anyone see that (`Timing-Allow-Origin`): next to nothing, where the browser
 * remembers the answer to an earlier one.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [preflights()] });
 */
export function preflights(): Instrument {
  return ({ gates, onRequest }) => {
    const caused = new WeakSet<OutgoingRequest>();
    // It is asked before the headers are there, and keeps none back.
    const gate: Gate = (request) => {
      if (isElsewhere(request) && !isPreflighted(request)) caused.add(request);
      return undefined;
    };
    gates.add(gate);
    const stop = onRequest((span, request, reason) => {
      if (!reason && caused.has(request))
        span.tag('rootspan.preflight', 'caused by the trace headers');
    });
    return () => {
      stop();
      gates.delete(gate);
    };
  };
}

function isElsewhere({ url }: OutgoingRequest): boolean {
  return url.origin !== self.origin;
}
