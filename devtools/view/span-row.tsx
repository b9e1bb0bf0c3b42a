// biome-ignore-all lint/a11y/useKeyWithClickEvents: the keys are the grid’s
import type { VNode } from 'preact';
import type { Row } from '../model/layout.ts';
import { serviceHue } from '../model/service-color.ts';
import type { SpanNode } from '../model/span-node.ts';
import { Bar } from './bar.tsx';
import { Icon } from './icon.tsx';
import { labelOf } from './label.ts';
import { Name } from './name.tsx';
import { count, tooltip } from './text.ts';

interface Props {
  readonly row: Row;
  readonly index: number;
  readonly selected: boolean;
  /** Width of the name column, in pixels. */
  readonly nameWidth: number;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

export const ROW_HEIGHT = 22;

/** How far a child is moved in from its parent, in pixels. */
const INDENT = 12;

/** The most of the name column that indentation may take. */
const INDENT_SHARE = 0.4;

/** A span in the waterfall: who and what at its depth, then when and how long. */
export function SpanRow(props: Props): VNode {
  const { row, index, selected, onSelect } = props;
  return (
    // The keys are the whole grid's, which has the focus.
    <div
      id={`row-${index}`}
      class="span-row service-hue"
      role="row"
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      // The ruler is the first row.
      aria-rowindex={index + 2}
      aria-expanded={row.expandable ? row.expanded : undefined}
      aria-selected={selected}
      style={{ top: `${index * ROW_HEIGHT}px`, '--hue': String(serviceHue(row.node.service)) }}
      onClick={onSelect}
    >
      <NameCell {...props} />
      <div class="time" role="gridcell">
        <Bar row={row} />
      </div>
    </div>
  );
}

function NameCell({ row, nameWidth, onToggle }: Props): VNode {
  const { node, depth, expandable, expanded } = row;
  const widest = Math.floor((nameWidth * INDENT_SHARE) / INDENT) * INDENT;
  const tooDeep = depth * INDENT > widest;
  return (
    <div class="span-row__name" role="gridcell" title={titleOf(node)}>
      <span class="span-row__indent" style={{ width: `${Math.min(depth * INDENT, widest)}px` }} />
      {tooDeep && <span class="span-row__depth">{depth}</span>}
      {expandable ? (
        <button
          type="button"
          class={`span-row__toggle ${expanded ? 'span-row__toggle--open' : ''}`}
          tabIndex={-1}
          aria-label={expanded ? 'Collapse' : 'Expand'}
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          <Icon name="chevron" />
        </button>
      ) : (
        <span class="span-row__toggle" />
      )}
      {node.error !== undefined && (
        <span class="span-row__failure" role="img" aria-label="Failed">
          <Icon name="error" />
        </span>
      )}
      <Label row={row} />
      {expandable && !expanded && (
        <span
          class="span-row__hidden"
          title={`${count(node.children.length, 'child', 'children')} hidden`}
        >
          {node.children.length}
        </span>
      )}
    </div>
  );
}

/** Who, what and whom. A root's caller has no row of its own above, so it stands here. */
function Label({ row: { node, depth } }: Pick<Props, 'row'>): VNode {
  const { caller, service, remote } = node;
  return (
    <span class="span-row__text ellipsis">
      {depth === 0 && caller && (
        <span class="span-row__caller">
          <b>
            <Name text={caller} />
          </b>
          <span class="muted"> → </span>
        </span>
      )}
      {service && (
        <b class="ellipsis">
          <Name text={service} />
        </b>
      )}{' '}
      <span class={node.error === undefined ? '' : 'failed'}>
        <Name text={labelOf(node)} or="unnamed" />
      </span>
      {remote && (
        <span class="muted">
          {' → '}
          <Name text={remote} />
        </span>
      )}
    </span>
  );
}

function titleOf({ service, caller, remote, name, error }: SpanNode): string {
  const who = [caller, service, remote].filter(Boolean).join(' → ');
  return tooltip([who, name, error].filter(Boolean).join('\n'));
}
