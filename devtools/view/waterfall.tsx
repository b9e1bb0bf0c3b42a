import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { layoutRows, type Row } from '../model/layout.ts';
import type { Trace } from '../model/tree.ts';
import { useCell } from '../state/cell.ts';
import type { Panel } from '../state/panel.ts';
import { Crosshair } from './crosshair.tsx';
import { Icon } from './icon.tsx';
import { GridLines, Ruler } from './ruler.tsx';
import { ROW_HEIGHT, SpanRow } from './span-row.tsx';
import { Splitter } from './splitter.tsx';
import { useSize } from './use-size.ts';
import { revealRow, useWindow } from './use-window.ts';
import { type Command, commandOf } from './waterfall-keys.ts';

interface Props {
  readonly panel: Panel;
  readonly trace: Trace;
}

/** As in waterfall.css: the ruler, and the time column's margins. */
const RULER_HEIGHT = 24;
const TIME_MARGINS = 72;

/** The least that the name column may have, in pixels, and the most, as a share. */
const LEAST_NAME = 96;
const MOST_NAME = 0.55;

/** All spans of a trace over time. Only the rows in view are in the document. */
export function Waterfall({ panel, trace }: Props): VNode {
  const { outline, preferences } = panel;
  const collapsed = useCell(outline.collapsed);
  const cursor = useCell(outline.cursor);
  const liked = useCell(preferences).nameWidth;
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const rows = useMemo(
    () => layoutRows(trace, trace, ({ key }) => collapsed.has(key)),
    [trace, collapsed],
  );
  const size = { rowHeight: ROW_HEIGHT, header: RULER_HEIGHT };
  const { first, end, page } = useWindow(scroller, { count: rows.length, ...size });
  const index = useMemo(() => rows.findIndex(({ node }) => node.key === cursor), [rows, cursor]);
  const mostName = Math.max(LEAST_NAME, Math.round(MOST_NAME * width));
  const nameWidth = Math.min(Math.max(LEAST_NAME, liked), mostName);
  const height = rows.length * ROW_HEIGHT;
  const timeWidth = Math.max(0, width - nameWidth - TIME_MARGINS);

  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [trace.traceId]);

  useLayoutEffect(() => {
    if (index >= 0 && scroller.current) revealRow(scroller.current, index, size);
  }, [cursor]);

  function obey(command: Command): void {
    if (command.type === 'go') outline.cursor.set(rows[command.index]?.node.key);
    else if (command.type === 'detail') outline.detail.set(!outline.detail.get());
    else outline[command.type]([command.key]);
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const command = commandOf(event.key, { rows, index, page });
    if (!command) return;
    event.preventDefault();
    obey(command);
  }

  function choose({ node }: Row): void {
    outline.cursor.set(node.key);
    outline.detail.set(true);
  }

  return (
    <div
      ref={scroller}
      class="waterfall"
      role="treegrid"
      tabIndex={0}
      aria-label="Spans"
      style={{ '--name': `${nameWidth}px` }}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={index >= first && index < end ? `row-${index}` : undefined}
      onKeyDown={press}
    >
      <div class="ruler" role="row" aria-rowindex={1}>
        <div class="ruler__name" role="columnheader">
          Span
          <button
            type="button"
            class="icon-button icon-button--small"
            tabIndex={-1}
            title="Collapse all"
            aria-label="Collapse all"
            onClick={() => outline.collapse(parentsOf(trace))}
          >
            <Icon name="collapse" />
          </button>
          <button
            type="button"
            class="icon-button icon-button--small"
            tabIndex={-1}
            title="Expand all"
            aria-label="Expand all"
            onClick={() => outline.expand(collapsed)}
          >
            <Icon name="expand" />
          </button>
          <Splitter
            label="Width of the names"
            orientation="vertical"
            size={nameWidth}
            min={LEAST_NAME}
            max={mostName}
            onResize={(nameWidth) => preferences.set({ ...preferences.get(), nameWidth })}
          />
        </div>
        <div class="time" role="columnheader" aria-label="Time">
          <Ruler range={trace} width={timeWidth} />
        </div>
      </div>
      <GridLines range={trace} width={timeWidth} height={height} />
      <div class="waterfall__rows" role="rowgroup" style={{ height: `${height}px` }}>
        {rows.slice(first, end).map((row, offset) => (
          <SpanRow
            key={row.node.key}
            row={row}
            index={first + offset}
            selected={first + offset === index}
            nameWidth={nameWidth}
            onSelect={() => choose(row)}
            onToggle={() => outline[row.expanded ? 'collapse' : 'expand']([row.node.key])}
          />
        ))}
      </div>
      <Crosshair
        scroller={scroller}
        range={trace}
        left={nameWidth}
        width={timeWidth}
        height={height + RULER_HEIGHT}
      />
    </div>
  );
}

/** The keys of all that has something to hide. */
function parentsOf(trace: Trace): string[] {
  return layoutRows(trace, trace, () => false)
    .filter(({ expandable }) => expandable)
    .map(({ node }) => node.key);
}
