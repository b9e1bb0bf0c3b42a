import type { VNode } from 'preact';
import type { SpanNode } from '../model/span-node.ts';
import { formatDuration } from '../model/time.ts';
import { Fact } from './fact.tsx';
import { LongText } from './long-text.tsx';

/** What happened during the span, as seen by either side, from the span's start. */
export function Annotations({
  node: { spans, timestamp = 0 },
}: {
  readonly node: SpanNode;
}): VNode | null {
  const annotations = spans
    .flatMap(({ annotations = [] }) => annotations)
    .sort((a, b) => a.timestamp - b.timestamp);
  if (annotations.length === 0) return null;
  return (
    <div class="section">
      <h3>Annotations</h3>
      <dl class="facts">
        {annotations.map(({ timestamp: at, value }, index) => (
          <Fact key={index} name={relative(at - timestamp)}>
            <LongText text={value} />
          </Fact>
        ))}
      </dl>
    </div>
  );
}

/** Clocks that differ can put the one side's annotations before the other side's start. */
const relative = (time: number) => `${time < 0 ? '−' : '+'}${formatDuration(Math.abs(time))}`;
