export type { FormatOption, Options, PropagationTarget } from './config.ts';
export { everything } from './everything.ts';
export { asyncContext } from './instrument/async-context.ts';
export { beacons } from './instrument/beacon.ts';
export { consoleLines } from './instrument/console.ts';
export { consolePrefix } from './instrument/console-prefix.ts';
export {
  type CorsBreakerOptions,
  corsBreaker,
  type Repeatable,
  type Retry,
} from './instrument/cors-breaker.ts';
export { type Debug, type DebugOptions, debug } from './instrument/debug.ts';
export { errors } from './instrument/errors.ts';
export { eventSources } from './instrument/event-source.ts';
export { free, preflights } from './instrument/free.ts';
export { graphql } from './instrument/graphql.ts';
export type { Gate, OutgoingRequest } from './instrument/http.ts';
export type { Instrument, Policy, Setup, Stop } from './instrument/instrument.ts';
export { interactions } from './instrument/interaction.ts';
export { type KeepOptions, keep } from './instrument/keep.ts';
export { longFrames } from './instrument/long-frame.ts';
export { navigations } from './instrument/navigations.ts';
export { performanceTracks } from './instrument/performance-tracks.ts';
export { preloads } from './instrument/preloads.ts';
export { type Redact, redact } from './instrument/redact.ts';
export type { OpenRequest, RequestStart, Requests } from './instrument/requests.ts';
export { resources } from './instrument/resources.ts';
export { retryWithoutHeaders } from './instrument/retry-without-headers.ts';
export { serverTimings } from './instrument/server-timings.ts';
export { urls } from './instrument/urls.ts';
export { vitals } from './instrument/vitals.ts';
export { webSockets } from './instrument/web-socket.ts';
export { type Route, routes } from './privacy/routes.ts';
export { type BaggageValues, baggage } from './propagate/baggage.ts';
export type { Carrier } from './propagate/carrier.ts';
export type { Propagation } from './propagate/formats.ts';
export { jaeger } from './propagate/jaeger.ts';
export type { Extracted, Format, GetHeader, SetHeader } from './propagate/propagation.ts';
export type { Match } from './propagate/target.ts';
export { w3c } from './propagate/w3c.ts';
export { xray } from './propagate/xray.ts';
export type { Ledger, Loss } from './report/ledger.ts';
export type { Rootspan } from './rootspan.ts';
export { byRoute } from './sample/by-route.ts';
export { rateLimit } from './sample/rate-limit.ts';
export { start } from './start.ts';
export type { Active, Belonging, Carrier as SpanCarrier, Source } from './trace/active.ts';
export type { Clock, Microseconds } from './trace/clock.ts';
export type { SamplingState, TraceContext } from './trace/context.ts';
export type { Decision, Sampler } from './trace/sampler.ts';
export type { FinishedSpan, Kind, Remote, Span, TagValue } from './trace/span.ts';
export type { SpanOptions, Tracer } from './trace/tracer.ts';
export { type Log, tracedFetch, tracedLog } from './traced.ts';
