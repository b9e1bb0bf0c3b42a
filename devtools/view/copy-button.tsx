import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** How long the tick stays, in milliseconds. */
const SHOWN_FOR = 1500;

/** Puts the text on the clipboard. */
export function CopyButton({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): VNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [copied]);

  async function click({ currentTarget }: MouseEvent): Promise<void> {
    // The event forgets its target once it has been dispatched.
    const button = currentTarget;
    if (button instanceof HTMLElement) setCopied(await copy(text, button));
  }

  return (
    <button
      type="button"
      class="icon-button icon-button--small"
      title={copied ? 'Copied' : label}
      aria-label={copied ? 'Copied' : label}
      onClick={click}
    >
      <Icon name={copied ? 'done' : 'copy'} />
    </button>
  );
}

async function copy(text: string, button: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // There is no clipboard in an insecure page, and a DevTools panel may not use it: do it the old way.
    const field = document.createElement('textarea');
    field.value = text;
    button.after(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    button.focus();
    return copied;
  }
}
