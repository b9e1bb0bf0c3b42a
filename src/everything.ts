import { asyncContext } from './instrument/async-context.ts';
import { beacons } from './instrument/beacon.ts';
import { consoleLines } from './instrument/console.ts';
import { consolePrefix } from './instrument/console-prefix.ts';
import { corsBreaker } from './instrument/cors-breaker.ts';
import { errors } from './instrument/errors.ts';
import { eventSources } from './instrument/event-source.ts';
import { free, preflights } from './instrument/free.ts';
import { graphql } from './instrument/graphql.ts';
import type { Gate } from './instrument/http.ts';
import type { Instrument } from './instrument/instrument.ts';
import { interactions } from './instrument/interaction.ts';
import { longFrames } from './instrument/long-frame.ts';
import { navigations } from './instrument/navigations.ts';
import { performanceTracks } from './instrument/performance-tracks.ts';
import { preloads } from './instrument/preloads.ts';
import { resources } from './instrument/resources.ts';
import { serverTimings } from './instrument/server-timings.ts';
import { urls } from './instrument/urls.ts';
import { vitals } from './instrument/vitals.ts';
import { webSockets } from './instrument/web-socket.ts';
import { b3multi, b3single } from './propagate/b3.ts';
import { jaeger } from './propagate/jaeger.ts';
import type { Format } from './propagate/propagation.ts';
import { w3c } from './propagate/w3c.ts';
import { xray } from './propagate/xray.ts';

type Parts = Readonly<Record<string, () => Instrument>>;

const EVERYTHING: Parts = {
  asyncContext,
  interactions,
  navigations,
  resources,
  vitals,
  longFrames,
  errors,
  eventSources,
  webSockets,
  beacons,
  corsBreaker,
  preloads,
  preflights,
  serverTimings,
};

/** Those that are to be asked for. */
const ON_REQUEST: Parts = { consoleLines, consolePrefix, graphql, performanceTracks, urls };

/** Instruments by the names that `data-instruments` calls them. */
export function instrumentsByName(): Parts {
  return { ...EVERYTHING, ...ON_REQUEST };
}

/** Formats by the names that `data-formats` calls them. */
export const FORMATS: Readonly<Record<string, () => Format>> = {
  b3multi: () => b3multi,
  b3: () => b3single,
  w3c,
  jaeger,
  xray,
};

/** Values of `data-propagation`. */
export const PROPAGATIONS: Readonly<Record<string, 'always' | Gate>> = { always: 'always', free };

/**
 * Every instrument there is, for pages that would rather have all than choose; but for those that are to be asked for
 * by name: `consoleLines`, `consolePrefix`, `graphql`, `performanceTracks` and `urls`.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', ...everything() });
 */
export function everything(): { instruments: Instrument[] } {
  return { instruments: Object.values(EVERYTHING).map((create) => create()) };
}
