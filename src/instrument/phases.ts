/**
 * What the browser measured of a request, as tags.
 *
 * https://w3c.github.io/resource-timing/#attribute-descriptions
 */
import type { Span } from '../trace/span.ts';

/** The moments of a request in their order, each with what has gone on until then. */
const MOMENTS = [
  ['redirectEnd', 'redirect'],
  ['workerStart', 'queue'],
  ['fetchStart', 'worker'],
  ['domainLookupStart', 'queue'],
  ['domainLookupEnd', 'dns'],
  ['connectStart', 'queue'],
  ['secureConnectionStart', 'connect'],
  ['connectEnd', 'tls'],
  ['requestStart', 'queue'],
  ['responseStart', 'waiting'],
  ['responseEnd', 'download'],
] as const;

/** What `transferSize` counts for headers, whatever they weigh: alone where only they came over the wire. */
const HEADERS_SIZE = 300;

/**
 * Tags a request's span with its phases, such as `queue 0.4 waiting 21.5 download 0.3` (ms, those of at least 0.1),
 * the size of its body (bytes over the wire), its protocol, and whether cache or service worker had a part in it.
 *
 * Of another origin that doesn't send `Timing-Allow-Origin` browsers tell nothing of this.
 */
export function describePhases(
  span: Span,
  entry: PerformanceResourceTiming,
  preflighted: boolean,
): void {
  const { requestStart, encodedBodySize, transferSize, nextHopProtocol, workerStart } = entry;
  if (requestStart) span.tag('http.phases', listPhases(entry, preflighted));
  if (encodedBodySize) span.tag('http.response.size', encodedBodySize);
  if (nextHopProtocol) span.tag('http.protocol', nextHopProtocol);
  if (encodedBodySize && !transferSize) span.tag('http.cache', 'hit');
  if (encodedBodySize && transferSize === HEADERS_SIZE) span.tag('http.cache', 'revalidated');
  if (workerStart) span.tag('http.service_worker', true);
}

function listPhases(entry: PerformanceResourceTiming, preflighted: boolean): string {
  const phases: Record<string, number> = Object.create(null);
  let last = entry.startTime;
  for (const [moment, usual] of MOMENTS) {
    const time = entry[moment];
    // What didn't happen is 0, or not there in an older browser.
    if (!(time > last)) continue;
    let phase: string = usual;
    if (moment === 'connectEnd' && !entry.secureConnectionStart) phase = 'connect';
    // There is no entry for a preflight: it is the gap before the request, or before its connection.
    if (usual === 'queue' && preflighted) phase = 'preflight';
    phases[phase] = (phases[phase] ?? 0) + time - last;
    last = time;
  }
  let text = '';
  for (const phase in phases) {
    const ms = Math.round((phases[phase] ?? 0) * 10) / 10;
    if (ms) text += `${text && ' '}${phase} ${ms}`;
  }
  return text;
}
