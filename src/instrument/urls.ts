import { describeUrl } from '../privacy/url.ts';
import type { Instrument } from './instrument.ts';

/**
 * Tags requests with their URL (`http.url`): origin, path and the keys of the query, without the values.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [urls()] });
 */
export function urls(): Instrument {
  return ({ onRequest }) => onRequest((span, { url }) => span.tag('http.url', describeUrl(url)));
}
