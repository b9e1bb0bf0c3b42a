import { requestLine } from '../model/request-line.ts';
import type { SpanNode } from '../model/span-node.ts';

const METHOD = /^(?:get|head|post|put|patch|delete|options)$/i;

/** What a row says of its span: its name, or what was requested where the name is no more than a method. */
export function labelOf({ name, spans }: SpanNode): string {
  return (METHOD.test(name) && requestLine(spans)) || name;
}
