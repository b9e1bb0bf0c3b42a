/**
 * One span of Zipkin's JSON, version 2, by the rules of Zipkin's own decoder.
 *
 * https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/internal/V2SpanReader.java
 */
import type { Endpoint, ZipkinAnnotation, ZipkinSpan } from '../../src/report/zipkin.ts';
import { readParentId, readSpanId, readTraceId } from './ids.ts';
import { readIpAddress } from './ip-address.ts';
import type { JsonReader } from './json-reader.ts';
import { refusal } from './refusal.ts';

type Mutable<T> = { -readonly [K in keyof T]?: T[K] };
type Draft = Mutable<Omit<ZipkinSpan, 'annotations' | 'tags'>> & {
  readonly annotations: ZipkinAnnotation[];
  readonly tags: Map<string, string>;
};

const KINDS = ['CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'] as const;

/** The span in its normal form, fields in the order in which Zipkin writes them: equal spans have equal JSON. */
export function readSpan(reader: JsonReader): ZipkinSpan {
  const draft: Draft = { annotations: [], tags: new Map() };
  reader.beginObject();
  while (reader.hasNext()) readField(reader, draft);
  reader.endObject();
  return complete(draft);
}

function readField(reader: JsonReader, draft: Draft): void {
  const name = reader.nextName();
  if (name === 'traceId') draft.traceId = readTraceId(reader.nextString());
  else if (name === 'id') draft.id = readSpanId(reader.nextString());
  else if (reader.isNull()) reader.skipValue();
  else readOptionalField(reader, draft, name);
}

function readOptionalField(reader: JsonReader, draft: Draft, name: string): void {
  switch (name) {
    case 'parentId':
      draft.parentId = readParentId(reader.nextString());
      break;
    case 'kind':
      draft.kind = readKind(reader.nextString());
      break;
    case 'name':
      draft.name = reader.nextString().toLowerCase();
      break;
    case 'timestamp':
    case 'duration':
      draft[name] = Math.max(0, reader.nextLong());
      break;
    case 'localEndpoint':
    case 'remoteEndpoint':
      draft[name] = readEndpoint(reader);
      break;
    case 'annotations':
      reader.beginArray();
      while (reader.hasNext()) draft.annotations.push(readAnnotation(reader));
      reader.endArray();
      break;
    case 'tags':
      readTags(reader, draft.tags);
      break;
    case 'debug':
    case 'shared':
      if (reader.nextBoolean()) draft[name] = true;
      break;
    default:
      reader.skipValue();
  }
}

function readKind(text: string): ZipkinSpan['kind'] {
  const kind = KINDS.find((known) => known === text);
  if (!kind) throw refusal(`No enum constant zipkin2.Span.Kind.${text}`);
  return kind;
}

function readEndpoint(reader: JsonReader): Endpoint | undefined {
  const endpoint: Mutable<Endpoint> = {};
  reader.beginObject();
  while (reader.hasNext()) {
    const name = reader.nextName();
    if (reader.isNull()) reader.skipValue();
    else if (name === 'serviceName') endpoint.serviceName = reader.nextString().toLowerCase();
    else if (name === 'ipv4' || name === 'ipv6') {
      Object.assign(endpoint, readIpAddress(reader.nextString()));
    } else if (name === 'port') endpoint.port = readPort(reader.nextInt());
    else reader.skipValue();
  }
  reader.endObject();
  const { serviceName, ipv4, ipv6, port } = endpoint;
  if (!serviceName && !ipv4 && !ipv6 && !port) return undefined;
  return {
    ...(serviceName && { serviceName }),
    ...(ipv4 && { ipv4 }),
    ...(ipv6 && { ipv6 }),
    ...(port && { port }),
  };
}

function readPort(port: number): number {
  if (port > 0xffff) throw refusal(`invalid port ${port}`);
  return Math.max(0, port);
}

function readAnnotation(reader: JsonReader): ZipkinAnnotation {
  let timestamp: number | undefined;
  let value: string | undefined;
  reader.beginObject();
  while (reader.hasNext()) {
    const name = reader.nextName();
    if (name === 'timestamp') timestamp = reader.nextLong();
    else if (name === 'value') value = reader.nextString();
    else reader.skipValue();
  }
  if (timestamp === undefined || value === undefined) {
    throw refusal(`Incomplete annotation at ${reader.path()}`);
  }
  reader.endObject();
  return { timestamp, value };
}

function readTags(reader: JsonReader, tags: Map<string, string>): void {
  reader.beginObject();
  while (reader.hasNext()) {
    const key = reader.nextName();
    if (reader.isNull()) throw refusal(`No value at ${reader.path()}`);
    tags.set(key, reader.nextString());
  }
  reader.endObject();
}

function complete(draft: Draft): ZipkinSpan {
  const { traceId, id, parentId, kind, name, timestamp, duration } = draft;
  if (!traceId || !id) {
    throw refusal(`Missing :${traceId ? '' : ' traceId'}${id ? '' : ' id'}`);
  }
  const annotations = sortedAnnotations(draft.annotations);
  return {
    traceId,
    ...(parentId && parentId !== id && { parentId }),
    id,
    ...(kind && { kind }),
    ...(name && { name }),
    ...(timestamp && { timestamp }),
    ...(duration && { duration }),
    ...(draft.localEndpoint && { localEndpoint: draft.localEndpoint }),
    ...(draft.remoteEndpoint && { remoteEndpoint: draft.remoteEndpoint }),
    ...(annotations.length > 0 && { annotations }),
    ...(draft.tags.size > 0 && { tags: sortedTags(draft.tags) }),
    ...(draft.debug && { debug: true }),
    // Only the server's side can have taken an id over.
    ...(draft.shared && kind !== 'CLIENT' && { shared: true }),
  };
}

function sortedAnnotations(annotations: ZipkinAnnotation[]): ZipkinAnnotation[] {
  const sorted = annotations.sort(
    (a, b) => a.timestamp - b.timestamp || (a.value < b.value ? -1 : Number(a.value > b.value)),
  );
  return sorted.filter(({ timestamp, value }, index) => {
    const last = sorted[index - 1];
    return last?.timestamp !== timestamp || last.value !== value;
  });
}

/** `fromEntries` makes an own property even of `__proto__`. */
function sortedTags(tags: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...tags].sort(([a], [b]) => (a < b ? -1 : 1)));
}
