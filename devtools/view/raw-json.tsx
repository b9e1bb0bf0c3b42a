import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { CodeBlock } from './code-block.tsx';

/** The span as Zipkin has it, each side by itself. Not in the document until it is opened. */
export function RawJson({ spans }: { readonly spans: readonly ZipkinSpan[] }): VNode {
  const [open, setOpen] = useState(false);
  return (
    <details class="section" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>JSON</summary>
      {open &&
        spans.map((span) => (
          <CodeBlock
            key={span.kind}
            caption={span.kind?.toLowerCase() ?? 'local'}
            label="Copy the JSON"
            text={JSON.stringify(span, undefined, 2)}
          />
        ))}
    </details>
  );
}
