import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { webAddress } from './text.ts';

/** More than this many characters are shown only when asked for. */
const LONG = 2_000;

/** Text from a span in full: wrapped, a link where it is a web address, cut where it is very long. */
export function LongText({
  text,
  class: extra = '',
}: {
  readonly text: string;
  readonly class?: string;
}): VNode {
  const [open, setOpen] = useState(false);
  const url = webAddress(text);
  if (url) {
    return (
      <a class={`long-text ${extra}`} href={url} target="_blank" rel="noopener noreferrer">
        <bdi>{text}</bdi>
      </a>
    );
  }
  const cut = !open && text.length > LONG;
  return (
    <span class={`long-text ${extra}`}>
      <bdi>{cut ? text.slice(0, LONG) : text}</bdi>
      {cut && (
        <button type="button" class="button" onClick={() => setOpen(true)}>
          {`Show all ${text.length.toLocaleString()} characters`}
        </button>
      )}
    </span>
  );
}
