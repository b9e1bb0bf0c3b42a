/**
 * Joins requests to what the browser measured of them, without touching promise, response or body.
 *
 * An entry belongs to a call when it has the call's URL and began while the call ran: the browser sets `startTime`
 * within the synchronous part of `fetch()`. Of several calls to one URL, whose bodies may end in any order, it is the
 * one that ran then, and the first of those that ran in the same tick of the clock.
 *
 * https://w3c.github.io/resource-timing/
 */

/** A request that was made, waiting for its entry. */
export interface Expectation {
  /** As the request names it, fragment included. */
  readonly url: string;
  /** `performance.now()` before and after the call. */
  readonly from: DOMHighResTimeStamp;
  readonly to: DOMHighResTimeStamp;
  /** Called once, 1 to 50 ms after the end of the body: there is no entry as long as nobody reads it. */
  readonly onEntry: (entry: PerformanceResourceTiming) => void;
  /** Called instead where the page's content security policy kept the request from going out. */
  readonly onBlocked: () => void;
}

export interface ResourceTimings {
  /**
   * Whether entries tell what came of a request. They don't where the browser leaves `responseStatus` out; there
   * the promise itself has to be asked.
   */
  readonly tellStatus: boolean;
  expect(expectation: Expectation): void;
  stop(): void;
}

/** Browsers round times: by 0.1 ms in Chromium, 1 ms elsewhere. */
const ROUNDING = 1;

/** Requests whose bodies nobody reads wait for ever: past this number the oldest are given up. */
const MOST_WAITING = 1000;

export function observeResourceTimings(): ResourceTimings {
  const waiting = new Map<string, Expectation[]>();
  let count = 0;
  const observer = startObserver((entries) => {
    for (const entry of entries) {
      const calls = waiting.get(entry.name);
      if (!calls || entry.initiatorType !== 'fetch') continue;
      take(entry.name, calls, closest(calls, entry))?.onEntry(entry);
    }
  });

  globalThis.document?.addEventListener('securitypolicyviolation', onViolation);

  function onViolation({
    effectiveDirective,
    disposition,
    blockedURI,
  }: SecurityPolicyViolationEvent): void {
    if (effectiveDirective !== 'connect-src' || disposition !== 'enforce') return;
    for (const [url, calls] of waiting) {
      // It is told without its fragment.
      if (url.replace(/#.*/, '') !== blockedURI) continue;
      take(url, calls, 0)?.onBlocked();
      return;
    }
  }

  function take(url: string, calls: Expectation[], index: number): Expectation | undefined {
    const [call] = calls.splice(index, 1);
    if (call) count--;
    if (!calls.length) waiting.delete(url);
    return call;
  }

  return {
    tellStatus: observer !== undefined && 'responseStatus' in PerformanceResourceTiming.prototype,
    expect(expectation) {
      if (!observer) return;
      const calls = waiting.get(expectation.url);
      if (calls) calls.push(expectation);
      else waiting.set(expectation.url, [expectation]);
      if (++count > MOST_WAITING) giveUpOldest();
    },
    stop() {
      observer?.disconnect();
      globalThis.document?.removeEventListener('securitypolicyviolation', onViolation);
      waiting.clear();
    },
  };

  function giveUpOldest(): void {
    for (const [url, calls] of waiting) {
      take(url, calls, 0);
      return;
    }
  }
}

/** The index of the call that an entry belongs to; past the end, if none. */
function closest(calls: readonly Expectation[], { startTime }: PerformanceResourceTiming): number {
  const distances = calls.map(({ from, to }) => Math.max(from - startTime, startTime - to, 0));
  const least = Math.min(...distances);
  return least > ROUNDING ? calls.length : distances.indexOf(least);
}

function startObserver(
  onEntries: (entries: PerformanceResourceTiming[]) => void,
): PerformanceObserver | undefined {
  try {
    const observer = new PerformanceObserver((list) => {
      // An observer of type 'resource' is given entries of that type only.
      const entries = list.getEntries() as PerformanceResourceTiming[];
      onEntries(entries.sort((a, b) => a.startTime - b.startTime));
    });
    observer.observe({ type: 'resource' });
    return observer;
  } catch {
    return undefined;
  }
}
