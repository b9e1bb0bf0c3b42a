import type { VNode } from 'preact';
import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { TextFact } from './fact.tsx';
import { count } from './text.ts';

/** What OpenTelemetry's exporters repeat on each span of a process. */
const NOISE = /^(host|process|telemetry|os|container|k8s)\./;

/** A side's tags in alphabetical order; those about its process folded away. */
export function Tags({
  span,
  title,
}: {
  readonly span: ZipkinSpan;
  readonly title: string;
}): VNode | null {
  const tags = Object.entries(span.tags ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (tags.length === 0) return null;
  const noise = tags.filter(([key]) => NOISE.test(key));
  return (
    <div class="section">
      <h3>{title}</h3>
      <List tags={tags.filter(([key]) => !NOISE.test(key))} />
      {noise.length > 0 && (
        <details>
          <summary class="muted">{count(noise.length, 'tag')} about the process</summary>
          <List tags={noise} />
        </details>
      )}
    </div>
  );
}

function List({
  tags,
}: {
  readonly tags: readonly (readonly [key: string, value: string])[];
}): VNode {
  return (
    <dl class="facts">
      {tags.map(([key, value]) => (
        <TextFact key={key} name={key} text={value} />
      ))}
    </dl>
  );
}
