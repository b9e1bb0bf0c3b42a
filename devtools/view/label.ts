import { fileName, requestLine } from '../model/request-line.ts';
import type { SpanNode } from '../model/span-node.ts';

const METHOD = /^(?:get|head|post|put|patch|delete|options)$/i;
/** One word: what kind of thing was loaded. */
const KIND = /^\w+$/;

/** What a row says of its span: its name, with what was requested where that says no more than how. */
export function labelOf({ name, spans }: SpanNode): string {
  if (METHOD.test(name)) return requestLine(spans) ?? name;
  const file = KIND.test(name) ? fileName(spans) : undefined;
  return file ? `${name} ${file}` : name;
}
