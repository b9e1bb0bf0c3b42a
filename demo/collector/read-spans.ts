import type { ZipkinSpan } from '../../src/report/zipkin.ts';
import { createJsonReader, type JsonReader } from './json-reader.ts';
import { readSpan } from './read-span.ts';
import { isRefusal, refusal } from './refusal.ts';

/** How a list begins in JSON, and in the binary formats that get as far as being called malformed. */
const JSON_LIST = 0x5b;
const THRIFT_LISTS = [11, 12];
const PROTOBUF_FIELD = 10;

/**
 * A POST's body as spans: all of them, or a refusal that names the first mistake in Zipkin's words.
 *
 * As in Zipkin, text after the list's end is not looked at.
 */
export function readSpans(body: Buffer): ZipkinSpan[] {
  if (body.length === 0) return [];
  if (!beginsAsList(body)) throw refusal('Expected a JSON_V2 encoded list\n');
  // A field that only version 1 has; its other fields could be version 2's.
  if (body.includes('yAnnotations"')) {
    throw refusal('Expected a JSON_V2 encoded list, but received: JSON_V1\n');
  }
  try {
    return readList(createJsonReader(body.toString()));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw refusal(`${error.message} reading List<Span> from json`);
  }
}

function beginsAsList(body: Buffer): boolean {
  const [first = 0, second = 0] = body;
  if (first === PROTOBUF_FIELD) return second !== 0;
  return first === JSON_LIST || THRIFT_LISTS.includes(first);
}

function readList(reader: JsonReader): ZipkinSpan[] {
  const spans: ZipkinSpan[] = [];
  reader.beginArray();
  while (reader.hasNext()) spans.push(readSpan(reader));
  reader.endArray();
  return spans;
}
