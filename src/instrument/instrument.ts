import type { Propagation } from '../propagate/formats.ts';
import type { Active } from '../trace/active.ts';
import type { Clock } from '../trace/clock.ts';
import type { FinishedSpan } from '../trace/span.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { OpenRequests } from './open-requests.ts';
import type { ResourceTimings } from './resource-timing.ts';

/** Puts things back as they were. */
export type Stop = () => void;

/** What the app allows. */
export interface Policy {
  /** Whether requests to this absolute URL are traced. */
  traces(url: string): boolean;
  /** Whether requests to this absolute URL may carry trace headers. */
  propagates(url: string): boolean;
}

/** What an instrument works with. */
export interface Setup {
  readonly tracer: Tracer;
  readonly active: Active;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly propagation: Propagation;
  readonly timings: ResourceTimings;
  /** Calls back with each span that finishes, until the returned function is called. */
  onFinish(listener: (span: FinishedSpan) => void): Stop;
  /** Calls back when the page is left, while what finishes is still sent. */
  onLeave(listener: () => void): Stop;
  readonly requests: OpenRequests;
}

/** Traces one thing that pages do, until it is stopped. A page's own code runs in its hands: it never throws. */
export type Instrument = (setup: Setup) => Stop;
