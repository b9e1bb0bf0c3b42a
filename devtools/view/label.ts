import type { SpanNode } from '../model/tree.ts';

const METHOD = /^(?:get|head|post|put|patch|delete|options)$/i;
const PATHS = ['http.path', 'url.path', 'http.route', 'http.target'];

/** What a row says of its span: its name, with the path where the name is no more than a method. */
export function labelOf({ name, spans }: SpanNode): string {
  if (!METHOD.test(name)) return name;
  for (const { tags } of spans) {
    const key = PATHS.find((key) => tags?.[key]);
    if (key) return `${name.toUpperCase()} ${tags?.[key]}`;
  }
  return name;
}
