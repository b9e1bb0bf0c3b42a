import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { CopyButton } from './copy-button.tsx';
import { LongText } from './long-text.tsx';

/** The span as Zipkin has it, each side by itself. Not in the document until it is opened. */
export function RawJson({ spans }: { readonly spans: readonly ZipkinSpan[] }): VNode {
  const [open, setOpen] = useState(false);
  return (
    <details class="section" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>JSON</summary>
      {open && spans.map((span) => <Side key={span.kind} span={span} />)}
    </details>
  );
}

function Side({ span }: { readonly span: ZipkinSpan }): VNode {
  const json = JSON.stringify(span, undefined, 2);
  return (
    <>
      <div class="json__caption">
        {span.kind?.toLowerCase() ?? 'local'}
        <CopyButton text={json} label="Copy the JSON" />
      </div>
      <pre class="json">
        <LongText text={json} />
      </pre>
    </>
  );
}
