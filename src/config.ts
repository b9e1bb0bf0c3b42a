import type { Gate } from './instrument/http.ts';
import type { Instrument, Policy } from './instrument/instrument.ts';
import { refuseOthers } from './instrument/other-options.ts';
import { createRoutes, type Route } from './privacy/routes.ts';
import { parseUrl } from './privacy/url.ts';
import { b3multi, b3single } from './propagate/b3.ts';
import type { Format } from './propagate/propagation.ts';
import { createMatcher, type Match, type Target } from './propagate/target.ts';
import { rateSampler, type Sampler } from './trace/sampler.ts';

/** How Rootspan is to trace this page. Only the first two have to be given. */
export interface Options {
  /** The name that this page's spans carry in Zipkin, such as `shop-web`. Zipkin has names in lower case. */
  readonly service: string;
  /**
   * Where spans go: Zipkin's base URL, such as `https://zipkin.example`, to which `/api/v2/spans` is added, or,
   * where it has a path, the full endpoint. Relative ones are taken from the page's own address.
   */
  readonly zipkin: string;
  /**
   * The share of traces to report, 0 to 1. It is decided once for each trace, and its backends are told.
   *
   * @defaultValue 1
   */
  readonly sampleRate?: number;
  /**
   * Asked before the rate, in their order, whether a trace is reported: `byRoute(…)`, `rateLimit(…)`, or functions of
   * your own. The first answer counts.
   *
   * @defaultValue []
   */
  readonly samplers?: readonly Sampler[];
  /**
   * Where, besides the page's own origin, requests carry trace headers: `'https://api.shop.example'`. Servers there
   * have to allow these headers (CORS), or the requests fail. `{ match, formats }` names formats of its own; the
   * first that matches counts. `false`: no request carries any, not even to the own origin.
   *
   * @defaultValue []
   */
  readonly propagateTo?: readonly (Match | PropagationTarget)[] | false;
  /**
   * When requests that may carry trace headers do: `'always'`, or `free`, across origins only where the browser asks
   * the server for permission (a preflight) anyway; or a function of your own that says why one has none.
   *
   * @defaultValue 'always'
   */
  readonly propagation?: 'always' | Gate;
  /**
   * How the trace is written into headers: `'b3multi'` (`X-B3-TraceId` and its siblings), `'b3'` (one header),
   * `w3c()`, `jaeger()`, `xray()`, or formats of your own. All that are named are set, with the same ids.
   *
   * @defaultValue ['b3multi']
   */
  readonly formats?: readonly FormatOption[];
  /**
   * How requests are named where their paths don't tell by themselves what varies in them: `routes('/users/:name')`,
   * or a function from URL to path.
   *
   * @defaultValue numbers, ids, tokens and what there is too much of in one place become placeholders
   */
  readonly route?: Route;
  /**
   * What is traced besides page loads, `fetch` and `XMLHttpRequest`.
   *
   * @defaultValue []
   */
  readonly instruments?: readonly Instrument[];
  /**
   * Whether to wait for `resume()`, such as for the user's consent: until then nothing is patched, sent or stored.
   *
   * @defaultValue false
   */
  readonly paused?: boolean;
  /**
   * How many bytes of spans that could not be sent are stored in the browser, for all pages of the origin; the oldest
   * go first. 0: none are stored.
   *
   * @defaultValue 4,000,000
   */
  readonly queueBytes?: number;
  /**
   * How many hours they are stored at most.
   *
   * @defaultValue 72
   */
  readonly queueHours?: number;
}

/** One of those in the core, by its name, or any other. */
export type FormatOption = 'b3multi' | 'b3' | Format;

/** Where requests carry trace headers in formats of its own. */
export interface PropagationTarget {
  readonly match: Match;
  /** @defaultValue those of the option `formats` */
  readonly formats?: readonly FormatOption[];
}

/** Options, complete and checked. */
export interface Config {
  readonly service: string;
  /** Where batches are posted. */
  readonly endpoint: string;
  /** What Zipkin's paths are added to when it is asked. No slash at its end. */
  readonly zipkin: string;
  readonly samplers: readonly Sampler[];
  readonly policy: Policy;
  /** Those that are set where a target names none. */
  readonly formats: readonly Format[];
  /** Those of all targets. */
  readonly targetFormats: readonly Format[];
  readonly gates: readonly Gate[];
  readonly instruments: readonly Instrument[];
  readonly paused: boolean;
  readonly queue: { readonly mostBytes: number; readonly longest: number };
}

const SPANS_PATH = '/api/v2/spans';
const PLACES = 'origins, such as "https://api.example", patterns or functions';
const CORE_FORMATS = { b3multi, b3: b3single } as const;

/**
 * Checks options.
 *
 * @throws TypeError for a value of the wrong kind, RangeError for one out of bounds; both name option and value
 */
export function parseOptions(options: Options): Config {
  if (!isObject(options)) throw wrong('options', options, 'an object with service and zipkin');
  const {
    service,
    sampleRate = 1,
    samplers = [],
    propagateTo = [],
    propagation = 'always',
    formats = ['b3multi'],
    route,
    instruments = [],
    paused = false,
    queueBytes = 4_000_000,
    queueHours = 72,
    zipkin,
    ...others
  } = options;
  refuseOthers('start', others);
  if (typeof service !== 'string' || !service.trim()) {
    throw wrong('service', service, 'a name, such as "shop-web"');
  }
  if (typeof sampleRate !== 'number') throw wrong('sampleRate', sampleRate, 'a number from 0 to 1');
  if (!(sampleRate >= 0 && sampleRate <= 1)) {
    throw new RangeError(`rootspan: sampleRate is ${sampleRate}; it has to be from 0 to 1`);
  }
  if (propagateTo !== false && !Array.isArray(propagateTo)) {
    throw wrong('propagateTo', propagateTo, `an array of ${PLACES}, or false`);
  }
  if (propagation !== 'always' && typeof propagation !== 'function') {
    throw wrong('propagation', propagation, '"always" or a function, such as free');
  }
  if (route && typeof route !== 'function') {
    throw wrong('route', route, 'a function, such as routes(…)');
  }
  const everywhere = parseFormats(formats);
  const here = self.origin;
  const own = { matches: ({ origin }: URL) => origin === here, formats: everywhere };
  const targets = propagateTo
    ? [...propagateTo.map((target) => parseTarget(target, everywhere)), own]
    : [];
  for (const [name, functions] of Object.entries({ samplers, instruments })) {
    if (!Array.isArray(functions) || functions.some((each) => typeof each !== 'function')) {
      throw wrong(name, functions, `an array of ${name}`);
    }
  }
  if (typeof paused !== 'boolean') throw wrong('paused', paused, 'true or false');
  for (const [name, value] of Object.entries({ queueBytes, queueHours })) {
    if (!(typeof value === 'number' && value >= 0))
      throw wrong(name, value, 'a number, not below 0');
  }
  const endpoint = parseEndpoint(zipkin);
  return {
    service: service.trim().toLowerCase(),
    endpoint: endpoint.href,
    zipkin: toBase(endpoint),
    samplers: [...samplers, rateSampler(sampleRate)],
    policy: createPolicy(endpoint, targets, route),
    formats: everywhere,
    targetFormats: targets.flatMap((target) => target.formats),
    gates: propagation === 'always' ? [] : [propagation],
    instruments,
    paused,
    queue: { mostBytes: queueBytes, longest: queueHours * 3_600_000 },
  };
}

function parseEndpoint(zipkin: unknown): URL {
  const isUrl = typeof zipkin === 'string' && /^(https?:\/|\.{0,2}\/)/i.test(zipkin);
  const url = isUrl ? parseUrl(zipkin) : undefined;
  // A browser refuses to fetch what names a user.
  if (!url || url.username || url.password) {
    throw wrong('zipkin', zipkin, 'a URL, such as "http://localhost:9411", or a path');
  }
  if (url.pathname === '/') url.pathname = SPANS_PATH;
  return url;
}

function toBase({ origin, pathname }: URL): string {
  return origin + (pathname.endsWith(SPANS_PATH) ? pathname.slice(0, -SPANS_PATH.length) : '');
}

function createPolicy(endpoint: URL, targets: readonly Target[], route?: Route): Policy {
  // What the panel asks Zipkin is no more part of the app than what we send there.
  const asked = `${toBase(endpoint)}/api/v2/trace/`;
  const { href: sent } = endpoint;
  return {
    traces: ({ href }) => /^https?:/.test(href) && href !== sent && !href.startsWith(asked),
    propagates: (url) => targets.find(({ matches }) => matches(url))?.formats,
    routeOf: createRoutes(route),
  };
}

function parseTarget(target: unknown, everywhere: readonly Format[]): Target {
  const {
    match = target,
    formats,
    ...others
  }: { match?: unknown; formats?: unknown } = isObject(target) ? target : {};
  refuseOthers('propagateTo', others);
  const matches = createMatcher(match);
  if (!matches) throw wrong('propagateTo', target, PLACES);
  return { matches, formats: formats ? parseFormats(formats) : everywhere };
}

function parseFormats(formats: unknown): readonly Format[] {
  if (Array.isArray(formats) && formats.length) return formats.map(parseFormat);
  throw wrong('formats', formats, 'an array of formats, at least one');
}

function parseFormat(format: unknown): Format {
  if (format === 'b3multi' || format === 'b3') return CORE_FORMATS[format];
  // A format of the app's own: its methods are looked at here, what they do is its affair.
  const own = format as Partial<Format> | undefined;
  if (
    isObject(own) &&
    typeof own.inject === 'function' &&
    typeof own.extract === 'function' &&
    Array.isArray(own.fields)
  ) {
    return own as Format;
  }
  throw wrong('formats', format, '"b3multi", "b3" or a format, such as w3c()');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function wrong(option: string, value: unknown, allowed: string): TypeError {
  return new TypeError(`rootspan: ${option} is ${show(value)}; it has to be ${allowed}`);
}

function show(value: unknown): string {
  try {
    const json = JSON.stringify(value);
    // What JSON can't tell, a regular expression or a function, tells itself.
    return json === '{}' || !json ? String(value).slice(0, 100) : json;
  } catch {
    return String(value);
  }
}
