import { parseUrl } from '../privacy/url.ts';
import type { Retry } from './cors-breaker.ts';
import { ownValue } from './own-value.ts';
import { patch } from './patch.ts';

/**
 * Has a GET or HEAD by `fetch` that fails with trace headers be made once more without, so that the page doesn't see
 * that it failed: a value of `corsBreaker`'s option `retry`. Where that fails, too, the first error is the page's.
 *
 * It is beneath the tracing of `fetch`, which begins later: requests come with their headers on.
 *
 * @example
 * const careful = corsBreaker({ retry: retryWithoutHeaders });
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [careful] });
 */
export const retryWithoutHeaders: Retry = (find) => {
  const { Request, Headers } = globalThis;
  if (typeof Request !== 'function') return () => {};
  const remove = Headers.prototype.delete;
  return patch(globalThis, 'fetch', (fetch, receiver, args) => {
    const [input, init] = args;
    const request = input instanceof Request ? input : undefined;
    const repeatable = find(request?.headers ?? ownValue(init, 'headers'));
    if (!repeatable) return Reflect.apply(fetch, receiver, args);
    // Now, as the page's address can change, by which relative ones are read. A URL alone had no headers but ours.
    const bare = request ? new Request(request) : (parseUrl(String(input))?.href ?? input);
    if (bare instanceof Request) {
      for (const name of repeatable.headers) Reflect.apply(remove, bare.headers, [name]);
    }
    const first: ReturnType<typeof fetch> = Reflect.apply(fetch, receiver, args);
    // A fetch of the page's own may give anything.
    if (typeof first?.then !== 'function') return first;
    return first.then(undefined, (error) => {
      if (request?.signal.aborted || navigator.onLine === false) throw error;
      return fetch(bare).then(
        (answer) => {
          repeatable.onAnswer();
          return answer;
        },
        () => {
          throw error;
        },
      );
    });
  });
};
