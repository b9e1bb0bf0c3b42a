import type { VNode } from 'preact';

/** Text from a span. Isolated, so that right-to-left text, or a mark that says so, turns nothing around it. */
export function Name({ text, or = '' }: { readonly text: string; readonly or?: string }): VNode {
  return text ? <bdi>{text}</bdi> : <span class="muted">{or}</span>;
}
