import type { ComponentChildren, VNode } from 'preact';
import { CopyButton } from './copy-button.tsx';
import { LongText } from './long-text.tsx';

interface Props {
  readonly name: string;
  readonly children: ComponentChildren;
}

/** A name and what it stands for, in a list of class `facts`. */
export function Fact({ name, children }: Props): VNode {
  return (
    <>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd>{children}</dd>
    </>
  );
}

/** A fact whose text may be wanted elsewhere. */
export function TextFact({
  name,
  text,
  mono = false,
}: {
  readonly name: string;
  readonly text: string;
  readonly mono?: boolean;
}): VNode {
  return (
    <Fact name={name}>
      <LongText text={text} class={mono ? 'mono' : ''} />
      <CopyButton text={text} label={`Copy ${name}`} />
    </Fact>
  );
}
