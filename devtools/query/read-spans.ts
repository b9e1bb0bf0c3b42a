/**
 * Zipkin's JSON, version 2, read by someone who trusts nobody: anyone may post spans.
 *
 * https://zipkin.io/zipkin-api/#/default/get_trace__traceId_
 */
import type { Endpoint, ZipkinAnnotation, ZipkinSpan } from '../../src/bridge/protocol.ts';
import { normalizeSpanId, normalizeTraceId } from '../model/ids.ts';

export interface ReadSpans {
  readonly spans: ZipkinSpan[];
  /** How many were no spans: without a usable id they can't be put anywhere. */
  readonly unreadable: number;
}

// Far above what tracers send, far below what hurts: a stack trace or a statement still fits.
const LONGEST_NAME = 1_000;
const LONGEST_VALUE = 100_000;
const MOST_TAGS = 1_000;
const MOST_ANNOTATIONS = 10_000;

const KINDS = ['CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'] as const;

/** Takes what is right, span by span and field by field, and leaves out what isn't. Never throws. */
export function readSpans(json: unknown): ReadSpans {
  if (!Array.isArray(json)) return { spans: [], unreadable: 1 };
  const spans = json.map(readSpan).filter((span) => span !== undefined);
  return { spans, unreadable: json.length - spans.length };
}

function readSpan(json: unknown): ZipkinSpan | undefined {
  const fields = readObject(json);
  const traceId = readId(fields.traceId, 32);
  const id = readId(fields.id, 16);
  if (!traceId || !id) return undefined;
  const parentId = readId(fields.parentId, 16);
  return {
    traceId: normalizeTraceId(traceId),
    id: normalizeSpanId(id),
    parentId: parentId && normalizeSpanId(parentId),
    kind: KINDS.find((kind) => kind === fields.kind),
    name: readText(fields.name, LONGEST_NAME),
    timestamp: readMicroseconds(fields.timestamp),
    duration: readMicroseconds(fields.duration),
    localEndpoint: readEndpoint(fields.localEndpoint),
    remoteEndpoint: readEndpoint(fields.remoteEndpoint),
    annotations: readAnnotations(fields.annotations),
    tags: readTags(fields.tags),
    debug: fields.debug === true || undefined,
    shared: fields.shared === true || undefined,
  };
}

/** Whatever it is, as something that can be asked for fields. */
function readObject(json: unknown): Readonly<Record<string, unknown>> {
  // TypeScript has no way to say that any object may be asked for any field.
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

/** Zeros are Zipkin's word for none. */
function readId(json: unknown, digits: number): string | undefined {
  const isId =
    typeof json === 'string' && json.length <= digits && /^[\da-f]*[1-9a-f][\da-f]*$/i.test(json);
  return isId ? json : undefined;
}

function readText(json: unknown, longest: number): string | undefined {
  if (typeof json !== 'string' || json === '') return undefined;
  return json.length > longest ? `${json.slice(0, longest)}…` : json;
}

/** Zero, to Zipkin, is a time that isn't known; so is what no clock can show. */
function readMicroseconds(json: unknown): number | undefined {
  if (typeof json !== 'number' || !(json > 0 && json <= Number.MAX_SAFE_INTEGER)) return undefined;
  return Math.max(1, Math.round(json));
}

function readEndpoint(json: unknown): Endpoint | undefined {
  const fields = readObject(json);
  const serviceName = readText(fields.serviceName, LONGEST_NAME);
  const ipv4 = readText(fields.ipv4, LONGEST_NAME);
  const ipv6 = readText(fields.ipv6, LONGEST_NAME);
  const port = readPort(fields.port);
  return serviceName || ipv4 || ipv6 || port ? { serviceName, ipv4, ipv6, port } : undefined;
}

function readPort(json: unknown): number | undefined {
  return typeof json === 'number' && json > 0 && json < 65_536 ? Math.trunc(json) : undefined;
}

function readAnnotations(json: unknown): readonly ZipkinAnnotation[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const annotations: ZipkinAnnotation[] = [];
  for (const entry of json.slice(0, MOST_ANNOTATIONS)) {
    const fields = readObject(entry);
    const timestamp = readMicroseconds(fields.timestamp);
    const value = readText(fields.value, LONGEST_VALUE);
    if (timestamp !== undefined && value !== undefined) annotations.push({ timestamp, value });
  }
  return annotations.length > 0 ? annotations : undefined;
}

function readTags(json: unknown): Readonly<Record<string, string>> | undefined {
  const entries: [key: string, value: string][] = [];
  for (const [key, value] of Object.entries(readObject(json)).slice(0, MOST_TAGS)) {
    // A number is taken for its text, as Zipkin does. An empty value is one: `error` needs no more.
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string') continue;
    entries.push([readText(key, LONGEST_NAME) ?? '', readText(text, LONGEST_VALUE) ?? '']);
  }
  // Unlike an assignment, this makes a tag named `__proto__` a tag like any other.
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
