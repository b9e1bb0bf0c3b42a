/**
 * Reads which trace the server itself says that it answered in.
 *
 * https://w3c.github.io/server-timing/
 */
import type { Instrument } from './instrument.ts';

/** As servers name it: OpenTelemetry's way, a draft of W3C's, and B3. */
const NAMES = ['traceparent', 'trace', 'b3'];

/**
 * Tags requests with the trace context that their server echoes in `Server-Timing`, as it came (`http.server_trace`).
 * Of other origins only where those allow it (`Timing-Allow-Origin`).
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [serverTimings()] });
 */
export function serverTimings(): Instrument {
  return ({ requests: { onEntry } }) => {
    const listener: Parameters<(typeof onEntry)['add']>[0] = (span, { serverTiming }) => {
      // Safari had none of these before 16.4.
      const echo = serverTiming?.find(({ name }) => NAMES.includes(name));
      if (echo?.description) span.tag('http.server_trace', echo.description);
    };
    onEntry.add(listener);
    return () => onEntry.delete(listener);
  };
}
