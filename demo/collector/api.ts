/**
 * The questions that Zipkin's HTTP API answers.
 *
 * https://zipkin.io/zipkin-api/
 */
import { type Answer, json, message, plain } from './answer.ts';
import { readTraceId } from './ids.ts';
import { parseLong, trim } from './java-text.ts';
import {
  DEFAULT_LOOKBACK,
  type Milliseconds,
  mandatory,
  mandatoryNumber,
  readLong,
  readQuery,
  requirePositive,
} from './query.ts';
import { refusal } from './refusal.ts';
import type { SpanStore } from './store.ts';
import type { Target } from './target.ts';

/** Nothing, where the path is not one of the API's. Throws a refusal where the question is wrong. */
export type Api = (target: Target) => Answer | undefined;

/** Zipkin's: while there are few names, somebody is trying things out, and should see each new one at once. */
const MAX_UNCACHED_NAMES = 3;
const CACHED = { 'cache-control': 'max-age=300, must-revalidate' };
const MAX_TRACE_IDS = 1000;

export function createApi(store: SpanStore, now: () => Milliseconds = Date.now): Api {
  const { services } = store;
  const caching = () => (services.names().length > MAX_UNCACHED_NAMES ? CACHED : {});
  const questions = new Map<string, (params: URLSearchParams) => Answer>([
    ['services', () => json(services.names(), caching())],
    ['spans', (params) => json(services.spanNames(serviceName(params)), caching())],
    ['remoteServices', (params) => json(services.remoteNames(serviceName(params)), caching())],
    ['traces', (params) => json(store.search(readQuery(params, now())))],
    ['traceMany', (params) => json(store.traces(readTraceIds(mandatory(params, 'traceIds'))))],
    ['dependencies', (params) => dependencies(store, params)],
    // Which tags are completed is a setting of Zipkin's, and by default it is none.
    ['autocompleteKeys', () => json([], CACHED)],
    ['autocompleteValues', autocompleteValues],
  ]);

  return ({ segments, params }) => {
    const [first, second] = segments;
    if (first === 'health' && segments.length === 1) return HEALTH;
    // Zipkin's web page asks below its own path.
    const path = first === 'zipkin' ? segments.slice(1) : segments;
    if (first === 'zipkin' && second === 'config.json' && path.length === 1) return CONFIG;
    if (path[0] !== 'api' || path[1] !== 'v2') return undefined;
    const [name = '', id] = path.slice(2);
    if (name === 'trace' && path.length === 4 && id) return trace(store, id);
    return path.length === 3 ? questions.get(name)?.(params) : undefined;
  };
}

function trace(store: SpanStore, id: string): Answer {
  const traceId = readTraceId(trim(id));
  const spans = store.trace(traceId);
  return spans.length > 0 ? json(spans) : message(404, `${traceId} not found`);
}

function readTraceIds(text: string): string[] {
  if (text === '') throw refusal('traceIds parameter is empty');
  const traceIds = new Set<string>();
  const parts = text.split(',');
  const last = parts.splice(MAX_TRACE_IDS - 1).join(',');
  for (const part of parts.length === MAX_TRACE_IDS - 1 ? [...parts, last] : parts) {
    const traceId = readTraceId(part);
    if (traceIds.has(traceId)) throw refusal(`redundant traceId: ${part}`);
    traceIds.add(traceId);
  }
  if (traceIds.size === 1) {
    throw refusal('Use /api/v2/trace/{traceId} endpoint to retrieve a single trace');
  }
  return [...traceIds];
}

function dependencies(store: SpanStore, params: URLSearchParams): Answer {
  const endTs = parseLong(mandatoryNumber(mandatory(params, 'endTs'), 'endTs'));
  const lookback = readLong(params, 'lookback') ?? DEFAULT_LOOKBACK;
  requirePositive('endTs', endTs);
  requirePositive('lookback', lookback);
  return json(store.dependencies(endTs, lookback));
}

function autocompleteValues(params: URLSearchParams): Answer {
  if (mandatory(params, 'key') === '') throw refusal('key was empty');
  return json([]);
}

function serviceName(params: URLSearchParams): string {
  return mandatory(params, 'serviceName').toLowerCase();
}

const UP = { status: 'UP' };
const HEALTH = pretty({
  status: 'UP',
  zipkin: { status: 'UP', details: { 'InMemoryStorage{}': UP } },
});

/** What Zipkin's web page wants to know. */
const CONFIG = pretty(
  {
    environment: '',
    queryLimit: 10,
    defaultLookback: 900_000,
    searchEnabled: true,
    logsUrl: null,
    supportUrl: null,
    archivePostUrl: null,
    archiveUrl: null,
    dependency: { enabled: true, lowErrorRate: 0.5, highErrorRate: 0.75 },
  },
  { 'cache-control': 'max-age=600' },
);

function pretty(value: unknown, headers?: Answer['headers']): Answer {
  const answer = plain(200, JSON.stringify(value, null, 2).replaceAll('":', '" :'));
  return { ...answer, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } };
}
