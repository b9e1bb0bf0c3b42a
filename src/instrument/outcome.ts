/** What came of a request, as its span tells it. */
import type { Span } from '../trace/span.ts';
import type { RequestStart } from './requests.ts';

/** Notes what was answered: 4xx and 5xx are errors. */
export function describeStatus(span: Span, status: number): void {
  if (status < 200 || status > 299) span.tag('http.status_code', status);
  if (status > 399) span.error(status);
}

/** Why there was no answer, as far as the browser lets anyone know. */
export function failureOf({ signal, url }: Pick<RequestStart, 'signal' | 'url'>): string {
  if (signal?.aborted) return signal.reason?.name === 'TimeoutError' ? 'timed out' : 'aborted';
  if (navigator.onLine === false) return 'offline';
  return url.startsWith(`${self.origin}/`) ? 'failed' : 'failed, or not allowed by CORS';
}
