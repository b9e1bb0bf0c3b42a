/**
 * Spans in memory, grouped and found again as Zipkin's own memory storage does it.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/storage/InMemoryStorage.java
 */
import { createHash } from 'node:crypto';
import type { ZipkinSpan } from '../../src/report/zipkin.ts';
import { type DependencyLink, linkServices } from './dependencies.ts';
import { lowHalf } from './ids.ts';
import { createOldestFirst } from './oldest-first.ts';
import { type Milliseconds, matches, type Query } from './query.ts';
import { createServiceIndex, type ServiceIndex } from './service-index.ts';

export interface SpanStore {
  readonly services: Pick<ServiceIndex, 'names' | 'spanNames' | 'remoteNames'>;
  /** Keeps spans in their normal form, and returns those that it did not have. */
  add(spans: readonly ZipkinSpan[]): readonly ZipkinSpan[];
  /** The spans of exactly this trace id, as they were sent: nothing is merged. */
  trace(traceId: string): readonly ZipkinSpan[];
  /** Those of the traces that there are, in the order asked for. */
  traces(traceIds: readonly string[]): readonly (readonly ZipkinSpan[])[];
  /** Newest first. */
  search(query: Query): readonly (readonly ZipkinSpan[])[];
  /** Which service called which, in the traces of this time. */
  dependencies(endTs: Milliseconds, lookback: Milliseconds): readonly DependencyLink[];
}

/**
 * All spans whose ids end alike: 64-bit tracers take part in 128-bit traces with the low half of the id. Answers keep the
 * ids apart; dependencies don't, since one trace would count as two.
 */
interface Family {
  readonly low: string;
  /** By fingerprint, so that no two are equal; in order of arrival. */
  readonly spans: Map<string, ZipkinSpan>;
  readonly services: Set<string>;
  oldest: Milliseconds;
}

/** Holds at most so many spans: beyond that the traces with the oldest spans are dropped, whole. */
export function createSpanStore(maxSpans: number): SpanStore {
  const families = new Map<string, Family>();
  const services = createServiceIndex();
  const ages = createOldestFirst();
  let size = 0;

  function keep(span: ZipkinSpan): boolean {
    const family = familyOf(lowHalf(span.traceId), startOf(span));
    const print = fingerprint(span);
    if (family.spans.has(print)) return false;
    family.spans.set(print, span);
    size++;
    services.add(span, family.low);
    if (span.localEndpoint?.serviceName) family.services.add(span.localEndpoint.serviceName);
    return true;
  }

  function familyOf(low: string, time: Milliseconds): Family {
    const known = families.get(low);
    if (known && known.oldest <= time) return known;
    const family = known ?? { low, spans: new Map(), services: new Set(), oldest: time };
    family.oldest = time;
    families.set(low, family);
    ages.add(time, low);
    return family;
  }

  function dropOldest(): void {
    const aged = ages.take();
    const family = aged && families.get(aged.key);
    // It may have got an older span since, and a place further ahead.
    if (!family || family.oldest !== aged.time) return;
    families.delete(family.low);
    services.remove(family.low, family.services);
    size -= family.spans.size;
  }

  /** Newest first, by the newest of their spans in that time. */
  function inTime(
    candidates: Iterable<Family>,
    endTs: Milliseconds,
    lookback: Milliseconds,
  ): Family[] {
    const found: { readonly family: Family; readonly time: Milliseconds }[] = [];
    for (const family of candidates) {
      let time = -1;
      for (const start of Array.from(family.spans.values(), startOf)) {
        if (start >= endTs - lookback && start <= endTs) time = Math.max(time, start);
      }
      if (time >= 0) found.push({ family, time });
    }
    found.sort((a, b) => b.time - a.time || (a.family.low < b.family.low ? 1 : -1));
    return found.map(({ family }) => family);
  }

  function* familiesOf(service: string): Iterable<Family> {
    for (const low of services.traces(service)) {
      const family = families.get(low);
      if (family) yield family;
    }
  }

  return {
    services,
    add(spans) {
      const added = spans.filter(keep);
      while (size > maxSpans) dropOldest();
      return added;
    },
    trace(traceId) {
      return spansOf(families.get(lowHalf(traceId))).filter((span) => span.traceId === traceId);
    },
    traces(traceIds) {
      const lows = new Set(traceIds.map(lowHalf));
      return [...lows]
        .flatMap((low) => byTraceId(spansOf(families.get(low))))
        .filter(([span]) => span && traceIds.includes(span.traceId));
    },
    search(query) {
      const { serviceName, endTs, lookback, limit } = query;
      const candidates = serviceName ? familiesOf(serviceName) : families.values();
      const found: ZipkinSpan[][] = [];
      for (const family of inTime(candidates, endTs, lookback)) {
        if (found.length >= limit) break;
        const spans = spansOf(family);
        if (!matches(query, spans)) continue;
        found.push(...byTraceId(spans).filter((trace) => matches(query, trace)));
      }
      return found;
    },
    dependencies(endTs, lookback) {
      return linkServices(inTime(families.values(), endTs, lookback).map(spansOf));
    },
  };
}

/** Zero where it is not known: such spans are the first to go. */
function startOf({ timestamp = 0 }: ZipkinSpan): Milliseconds {
  return Math.floor(timestamp / 1000);
}

/** In Zipkin's order: spans of one millisecond together, else as they came. */
function spansOf(family: Family | undefined): ZipkinSpan[] {
  return groupBy(family?.spans.values() ?? [], startOf).flat();
}

function byTraceId(spans: Iterable<ZipkinSpan>): ZipkinSpan[][] {
  return groupBy(spans, ({ traceId }) => traceId);
}

function groupBy<K>(spans: Iterable<ZipkinSpan>, keyOf: (span: ZipkinSpan) => K): ZipkinSpan[][] {
  const groups = new Map<K, ZipkinSpan[]>();
  for (const span of spans) {
    const group = groups.get(keyOf(span));
    if (group) group.push(span);
    else groups.set(keyOf(span), [span]);
  }
  return [...groups.values()];
}

/** A digest of the whole span: its JSON, kept as a key, would take as much memory as the span. */
function fingerprint(span: ZipkinSpan): string {
  return createHash('sha1').update(JSON.stringify(span)).digest('base64');
}
