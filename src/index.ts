export type { Options } from './config.ts';
export { everything } from './everything.ts';
export type { Instrument, Policy, Setup, Stop } from './instrument/instrument.ts';
export type { Carrier } from './propagate/carrier.ts';
export type { Extracted, Format, GetHeader, SetHeader } from './propagate/propagation.ts';
export { type Rootspan, start } from './start.ts';
export type { SamplingState, TraceContext } from './trace/context.ts';
export type { Kind, Remote, Span, TagValue } from './trace/span.ts';
export type { SpanOptions } from './trace/tracer.ts';
