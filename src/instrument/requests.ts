/**
 * Requests on their way, each to be joined to what the browser measured of it, without touching promise, response
 * or body.
 *
 * An entry belongs to a call when it has the call's URL and began while the call ran: the browser sets `startTime`
 * within the synchronous part of `fetch()` and `send()`. Of several calls to one URL, whose bodies may end in any
 * order, it is the one that ran then, and the first of those that ran in the same tick of the clock.
 *
 * https://w3c.github.io/resource-timing/
 */
import type { Clock } from '../trace/clock.ts';
import type { Span } from '../trace/span.ts';
import type { Stop } from './instrument.ts';
import { observe } from './observe.ts';
import { describeStatus, failureOf } from './outcome.ts';
import { describePhases } from './phases.ts';

/** What is known of a request before it goes out. */
export interface RequestStart {
  readonly span: Span;
  /** As the request names it, fragment included. */
  readonly url: string;
  readonly initiator: 'fetch' | 'xmlhttprequest';
  /** Whether the browser asks the server's permission first: such time is no queue. */
  readonly preflighted: boolean;
  readonly signal: AbortSignal | undefined;
  /** Whether its entry alone will tell what came of it. */
  readonly toldByEntry: boolean;
}

/** A request that has not ended. */
export interface OpenRequest extends Pick<RequestStart, 'toldByEntry'> {
  /** The native call has returned. */
  sent(): void;
  /** It was answered; with 0, where the status can't be seen. Its entry, if it comes soon, adds what was measured. */
  answer(status: number): void;
  /** It was not answered, for a reason that is known or, as far as the browser tells, can be found. */
  fail(reason?: string): void;
}

export interface Requests {
  /**
   * Whether entries tell what came of a request. They don't where the browser leaves `responseStatus` out; there
   * the promise itself has to be asked.
   */
  readonly tellStatus: boolean;
  /** Told of each request's timing entry. */
  readonly onEntry: Set<(span: Span, entry: PerformanceResourceTiming) => void>;
  /** Told of those of everything else, one observer being enough for a page. */
  readonly onOtherEntry: Set<(entry: PerformanceResourceTiming) => void>;
  open(start: RequestStart): OpenRequest;
  stop: Stop;
}

interface Waiting extends RequestStart {
  /** `performance.now()` before and after the call. */
  readonly from: DOMHighResTimeStamp;
  to: DOMHighResTimeStamp;
  /** When somebody told of its end. */
  ended: DOMHighResTimeStamp | undefined;
  /** What its entry says of its end. */
  responseEnd: DOMHighResTimeStamp | undefined;
}

/** Browsers round times: by 0.1 ms in Chromium, 1 ms elsewhere. */
const ROUNDING = 1;
/** Bodies that nobody reads never end: past this number the oldest requests are reported as they are. */
const MOST_OPEN = 1000;
/** How long (ms) an entry is waited for when the request has ended. Chromium takes 1 to 50. */
const PATIENCE = 1000;

export function observeRequests(clock: Clock): Requests {
  // The natives of now: later ones may be zones, or a test's.
  const { setTimeout, clearTimeout } = globalThis;
  // Workers have policies, too.
  const target = globalThis.document ?? globalThis;
  const open = new Set<Waiting>();
  const onEntry: Requests['onEntry'] = new Set();
  const onOtherEntry: Requests['onOtherEntry'] = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stopObserving = observe('resource', (entry) => {
    const { request, alone } = closest(open, entry);
    if (!request) {
      for (const tell of onOtherEntry) tell(entry);
      return;
    }
    const { span, preflighted, ended, toldByEntry } = request;
    if (!alone) span.tag('rootspan.timing', 'by order');
    describePhases(span, entry, preflighted);
    for (const tell of onEntry) tell(span, entry);
    request.responseEnd = entry.responseEnd;
    if (toldByEntry && !ended) {
      if (entry.responseStatus) describeStatus(span, entry.responseStatus);
      else span.error(failureOf(request));
    }
    if (toldByEntry || ended) finish(request);
  });
  const patience = stopObserving ? PATIENCE : 0;
  target.addEventListener?.('securitypolicyviolation', onViolation);

  function onViolation(event: Event): void {
    // Events of that name are of this kind.
    const violation = event as SecurityPolicyViolationEvent;
    if (violation.effectiveDirective !== 'connect-src' || violation.disposition !== 'enforce')
      return;
    for (const request of open) {
      // It is told without its fragment.
      if (request.ended || request.url.replace(/#.*/, '') !== violation.blockedURI) continue;
      request.span.error('blocked by the content security policy');
      finish(request);
      return;
    }
  }

  function finish(request: Waiting): void {
    if (open.delete(request)) request.span.finish(request.responseEnd ?? request.ended);
  }

  /** Its entry may still come: of a body that is still read, or never, this is the end of the headers. */
  function end(request: Waiting): void {
    request.ended ??= clock.now();
    if (request.responseEnd) finish(request);
    else timer ??= setTimeout(finishWithoutEntry, patience);
  }

  /** One timer for all, since nearly all have their entries by then. */
  function finishWithoutEntry(): void {
    timer = undefined;
    for (const request of open) {
      if (request.ended === undefined) continue;
      const left = request.ended + patience - clock.now();
      if (left > 0) timer ??= setTimeout(finishWithoutEntry, left);
      else {
        request.span.tag('rootspan.timing', 'none');
        finish(request);
      }
    }
  }

  function finishAll(reason: string, most = 0): void {
    for (const request of open) {
      if (open.size <= most) return;
      if (!request.ended) request.span.tag('rootspan.incomplete', reason);
      finish(request);
    }
  }

  return {
    tellStatus:
      stopObserving !== undefined && 'responseStatus' in PerformanceResourceTiming.prototype,
    onEntry,
    onOtherEntry,
    open(start) {
      const from = clock.now();
      const request: Waiting = {
        ...start,
        from,
        to: from,
        ended: undefined,
        responseEnd: undefined,
      };
      open.add(request);
      finishAll('not ended, and too many others', MOST_OPEN);
      return {
        toldByEntry: start.toldByEntry,
        sent() {
          request.to = clock.now();
        },
        answer(status) {
          if (status) describeStatus(request.span, status);
          end(request);
        },
        fail(reason = failureOf(request)) {
          request.span.error(reason);
          end(request);
        },
      };
    },
    stop() {
      finishAll('stopped before its end');
      clearTimeout(timer);
      stopObserving?.();
      target.removeEventListener?.('securitypolicyviolation', onViolation);
    },
  };
}

/** The open request that an entry belongs to, if any, and whether no other could have been meant. */
function closest(
  open: Iterable<Waiting>,
  { name, initiatorType, startTime }: PerformanceResourceTiming,
): { readonly request?: Waiting; readonly alone?: boolean } {
  let request: Waiting | undefined;
  let alone = true;
  let least = ROUNDING;
  for (const one of open) {
    if (one.url !== name || one.initiator !== initiatorType || one.responseEnd) continue;
    const distance = Math.max(one.from - startTime, startTime - one.to, 0);
    // Of those made in the same tick it is one that is known to have ended, else the first.
    const isCloser = request ? distance < least : distance <= least;
    if (isCloser || (distance === least && one.ended && !request?.ended)) {
      request = one;
      least = distance;
      alone = true;
    } else if (distance === least && !one.ended === !request?.ended) alone = false;
  }
  return { request, alone };
}
