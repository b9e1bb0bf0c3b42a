/**
 * What `/api/v2/traces` asks for, and whether a trace answers it.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/storage/QueryRequest.java
 */

import type { ZipkinSpan } from '../../src/report/zipkin.ts';
import { parseInteger, parseLong, trim } from './java-text.ts';
import { refusal } from './refusal.ts';

type Microseconds = NonNullable<ZipkinSpan['duration']>;

/** Epoch time as Zipkin's queries count it, where spans count microseconds. */
export type Milliseconds = number;

export interface Query {
  /** Where it is named, the other conditions hold only for this service's spans; each may be met by another one. */
  readonly serviceName?: string;
  readonly remoteServiceName?: string;
  readonly spanName?: string;
  /** Tags by key and value; an empty value asks for a tag of any value, or for an annotation of the key's name. */
  readonly annotations: ReadonlyMap<string, string>;
  readonly minDuration?: Microseconds;
  readonly maxDuration?: Microseconds;
  readonly endTs: Milliseconds;
  readonly lookback: Milliseconds;
  /** How many traces to answer with. */
  readonly limit: number;
}

export const DEFAULT_LOOKBACK: Milliseconds = 24 * 60 * 60 * 1000;
const DEFAULT_LIMIT = '10';
const MAX_ANNOTATIONS = 100;

export function readQuery(params: URLSearchParams, now: Milliseconds): Query {
  const query = {
    serviceName: readName(params, 'serviceName'),
    remoteServiceName: readName(params, 'remoteServiceName'),
    spanName: readSpanName(params),
    annotations: readAnnotationQuery(params.get('annotationQuery') ?? ''),
    minDuration: readLong(params, 'minDuration'),
    maxDuration: readLong(params, 'maxDuration'),
    endTs: readLong(params, 'endTs') ?? now,
    lookback: readLong(params, 'lookback') ?? DEFAULT_LOOKBACK,
    limit: parseInteger(mandatoryNumber(params.get('limit') ?? DEFAULT_LIMIT, 'limit')),
  };
  for (const name of ['endTs', 'limit', 'lookback'] as const) requirePositive(name, query[name]);
  checkDurations(query);
  return query;
}

/** A number that may be left out, or empty. */
export function readLong(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name);
  return text ? parseLong(text) : undefined;
}

/** A parameter without which there is nothing to answer. */
export function mandatory(params: URLSearchParams, name: string): string {
  const value = params.get(name);
  if (value === null) throw refusal(`Mandatory parameter/header/attribute is missing: ${name}`);
  return value;
}

export function mandatoryNumber(text: string, name: string): string {
  if (text === '') throw refusal(`Cannot set null to primitive type parameter: ${name}`);
  return text;
}

export function requirePositive(name: string, value: number): void {
  if (value <= 0) throw refusal(`${name} <= 0`);
}

/** Whether these spans, all of one trace, are what the query asks for. */
export function matches(query: Query, trace: readonly ZipkinSpan[]): boolean {
  if (!isInTime(query, trace)) return false;
  const { serviceName, remoteServiceName, spanName, minDuration } = query;
  const spans = trace.filter(
    ({ localEndpoint }) => !serviceName || localEndpoint?.serviceName === serviceName,
  );
  return (
    (!serviceName || spans.length > 0) &&
    (!remoteServiceName ||
      spans.some(({ remoteEndpoint }) => remoteEndpoint?.serviceName === remoteServiceName)) &&
    (!spanName || spans.some(({ name }) => name === spanName)) &&
    (!minDuration || spans.some((span) => hasDuration(query, span))) &&
    [...query.annotations].every(([key, value]) => spans.some((span) => says(span, key, value)))
  );
}

function readName(params: URLSearchParams, name: string): string | undefined {
  return params.get(name)?.toLowerCase() || undefined;
}

function readSpanName(params: URLSearchParams): string | undefined {
  const name = readName(params, 'spanName');
  return name === 'all' ? undefined : name;
}

/** `error and http.method=GET`: all of them. A later value replaces an earlier one; a bare key replaces none. */
function readAnnotationQuery(text: string): Map<string, string> {
  const annotations = new Map<string, string>();
  if (text === '') return annotations;
  const parts = text.split(' and ');
  const kept = parts.slice(0, MAX_ANNOTATIONS - 1);
  if (parts.length >= MAX_ANNOTATIONS) kept.push(parts.slice(MAX_ANNOTATIONS - 1).join(' and '));
  for (const part of kept) {
    const equals = part.indexOf('=');
    const key = trim(equals < 0 ? part : part.slice(0, equals));
    if (equals >= 0) annotations.set(key, trim(part.slice(equals + 1)));
    else if (!annotations.has(key)) annotations.set(key, '');
  }
  return annotations;
}

function checkDurations({ minDuration, maxDuration }: Omit<Query, 'annotations'>): void {
  if (minDuration !== undefined) {
    requirePositive('minDuration', minDuration);
    if (maxDuration !== undefined && maxDuration < minDuration) {
      throw refusal('maxDuration < minDuration');
    }
  } else if (maxDuration !== undefined) {
    throw refusal('maxDuration is only valid with minDuration');
  }
}

/** A trace's time is that of its first root, or else of its earliest span; without one it is never found. */
function isInTime({ endTs, lookback }: Query, trace: readonly ZipkinSpan[]): boolean {
  let time = Number.POSITIVE_INFINITY;
  for (const { timestamp, parentId } of trace) {
    if (timestamp === undefined) continue;
    time = Math.min(time, timestamp);
    if (parentId !== undefined) continue;
    time = timestamp;
    break;
  }
  return time >= (endTs - lookback) * 1000 && time <= endTs * 1000;
}

function hasDuration(
  { minDuration = 0, maxDuration }: Query,
  { duration = 0 }: ZipkinSpan,
): boolean {
  return duration >= minDuration && duration <= (maxDuration ?? Number.POSITIVE_INFINITY);
}

function says({ annotations = [], tags = {} }: ZipkinSpan, key: string, value: string): boolean {
  if (value === '' && annotations.some((annotation) => annotation.value === key)) return true;
  return Object.hasOwn(tags, key) && (value === '' || tags[key] === value);
}
