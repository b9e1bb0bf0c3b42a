/**
 * Puts the Web Vitals where they belong: on the page load, the interaction or the soft navigation that they measure.
 *
 * https://web.dev/articles/vitals
 */
import { type INPMetric, type MetricType, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import type { Instrument, Setup } from './instrument.ts';
import { nameInteraction } from './interaction-name.ts';
import { later } from './later.ts';
import { observe } from './observe.ts';
import { isSameTime, type Root, rememberRoots } from './roots.ts';

/** Interactions whose events are remembered until one turns out to have been the slowest. */
const MOST_EVENTS = 200;

/**
 * Tells LCP, INP, CLS, FCP and TTFB: tags of the root they are about, and once it has finished a small span of its
 * trace. The slowest interaction (INP) is a small root itself where it has caused nothing. Values are in ms, that of CLS
 * is a number without unit.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [vitals()] });
 */
export function vitals(): Instrument {
  return (setup) => {
    // From the start: they are what will be measured.
    setup.share(rememberRoots);
    return later(traceVitals)(setup);
  };
}

function traceVitals(setup: Setup): () => void {
  const roots = setup.share(rememberRoots);
  /** When the events of an interaction began, in the order they came. */
  const events: (readonly [interactionId: number, startTime: DOMHighResTimeStamp])[] = [];
  const stopObserving = observe(
    'event',
    ({ interactionId, startTime }) => {
      if (!interactionId) return;
      events.push([interactionId, startTime]);
      if (events.length > MOST_EVENTS) events.shift();
    },
    { durationThreshold: 16 },
  );
  let stopped = false;

  function report(metric: MetricType): void {
    if (stopped) return;
    const times = timesOf(metric, events);
    let joined = false;
    roots.join(
      ({ name, startTime }) =>
        times.length ? times.some((time) => isSameTime(time, startTime)) : name === 'page load',
      (root) => {
        joined = true;
        describeMetric(setup, root, metric);
      },
    );
    if (metric.name === 'INP' && !joined) traceInteraction(metric);
  }

  /** The slowest interaction is told also where it has caused nothing. It is joined when it is there. */
  function traceInteraction({ entries, value }: INPMetric): void {
    const entry = entries.find(({ target }) => target) ?? entries[0];
    if (!entry) return;
    const { name: type, startTime, target } = entry;
    const name = nameInteraction(type, target);
    const tags = { 'interaction.type': type };
    const span = setup.tracer.startSpan(name, { parent: null, startTime, tags });
    roots.add({ span, name, startTime });
    span.finish(startTime + value);
  }

  for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(report, { reportSoftNavs: true });
  return () => {
    stopped = true;
    stopObserving?.();
  };
}

/** When the root that a metric is about began; of a page load nothing has to be known. */
function timesOf(
  metric: MetricType,
  events: readonly (readonly [number, DOMHighResTimeStamp])[],
): DOMHighResTimeStamp[] {
  if (metric.name !== 'INP') return metric.navigationStartTime ? [metric.navigationStartTime] : [];
  const ids = metric.entries.map(({ interactionId }) => interactionId);
  return [
    ...metric.entries.map(({ startTime }) => startTime),
    ...events.filter(([id]) => ids.includes(id)).map(([, startTime]) => startTime),
  ];
}

function describeMetric({ tracer }: Setup, root: Root, metric: MetricType): void {
  const name = metric.name.toLowerCase();
  const value = Number(metric.value.toPrecision(4));
  const tags = { [`web_vitals.${name}`]: value, [`web_vitals.${name}.rating`]: metric.rating };
  if (root.endTime === undefined) {
    for (const [key, tag] of Object.entries(tags)) root.span.tag(key, tag);
    return;
  }
  // Shifts of layout take no time. When they are told, as the page is left, the trace is long over.
  const startTime = metric.name === 'CLS' ? root.endTime : root.startTime;
  tracer
    .startSpan(name, { parent: root.span, startTime, tags })
    .finish(metric.name === 'CLS' ? startTime : startTime + metric.value);
}
