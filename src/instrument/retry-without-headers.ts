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
export const retryWithoutHeaders: Retry = (placeOf, headersOf, onAnswer) => {
  const { Request, Headers } = globalThis;
  const remove = Headers.prototype.delete;
  return patch(globalThis, 'fetch', (fetch, receiver, args) => {
    const [input, init] = args;
    const request = input instanceof Request ? input : undefined;
    const place = placeOf(request?.headers ?? ownValue(init, 'headers'));
    if (place === undefined) return Reflect.apply(fetch, receiver, args);
    const bare = new Request(input);
    for (const field of headersOf(new URL(bare.url))) Reflect.apply(remove, bare.headers, [field]);
    const first: ReturnType<typeof fetch> = Reflect.apply(fetch, receiver, args);
    return first.then(undefined, (error) => {
      if (request?.signal.aborted || navigator.onLine === false) throw error;
      return fetch(bare).then(
        (answer) => {
          onAnswer(place);
          return answer;
        },
        () => {
          throw error;
        },
      );
    });
  });
};
