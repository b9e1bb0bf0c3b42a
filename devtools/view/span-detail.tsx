import type { VNode } from 'preact';
import { serviceHue } from '../model/service-color.ts';
import type { SpanNode } from '../model/span-node.ts';
import type { Panel } from '../state/panel.ts';
import type { TraceEntry } from '../state/traces.ts';
import { Annotations } from './annotations.tsx';
import { Icon } from './icon.tsx';
import { labelOf } from './label.ts';
import { LongText } from './long-text.tsx';
import { Name } from './name.tsx';
import { RawJson } from './raw-json.tsx';
import { SpanFacts } from './span-facts.tsx';
import { Tags } from './tags.tsx';
import { tooltip } from './text.ts';
import { TraceHeaders } from './trace-headers.tsx';

interface Props {
  readonly panel: Panel;
  readonly node: SpanNode;
  readonly entry: TraceEntry;
  readonly onClose: () => void;
}

/** All that is known of a span. */
export function SpanDetail({ panel, node, entry, onClose }: Props): VNode {
  const { spans, client, service, error } = node;
  return (
    <section class="span-detail" aria-label="Span">
      <div class="span-detail__header service-hue" style={{ '--hue': String(serviceHue(service)) }}>
        <span class="swatch" />
        <h2 class="ellipsis" title={tooltip(`${service} ${labelOf(node)}`)}>
          <Name text={labelOf(node) || service} or="unnamed" />
        </h2>
        <button
          type="button"
          class="icon-button"
          title="Close (Esc)"
          aria-label="Close the details"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      {/* Another span starts at the top, with its long texts folded. */}
      <div class="span-detail__body" key={node.key}>
        {error !== undefined && (
          <div class="span-detail__error">
            <Icon name="error" />
            <LongText text={error || 'Failed'} />
          </div>
        )}
        <SpanFacts node={node} trace={entry.trace} />
        {client && <TraceHeaders panel={panel} span={client} trace={entry.spans} />}
        {spans.map((span) => (
          <Tags
            key={span.kind}
            span={span}
            title={spans.length > 1 ? `Tags of the ${span.kind?.toLowerCase()}` : 'Tags'}
          />
        ))}
        <Annotations node={node} />
        <RawJson spans={spans} />
      </div>
    </section>
  );
}
