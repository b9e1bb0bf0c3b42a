import type { VNode } from 'preact';
import { CopyButton } from './copy-button.tsx';
import { LongText } from './long-text.tsx';

interface Props {
  readonly caption: string;
  /** What the button copies: "Copy the JSON". */
  readonly label: string;
  readonly text: string;
}

/** Text to be copied to elsewhere, in a box below what it is. */
export function CodeBlock({ caption, label, text }: Props): VNode {
  return (
    <>
      <div class="code-caption">
        {caption}
        <CopyButton text={text} label={label} />
      </div>
      <pre class="code">
        <LongText text={text} />
      </pre>
    </>
  );
}
