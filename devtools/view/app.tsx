// biome-ignore-all lint/a11y/noStaticElementInteractions: it hears the shortcuts of all that is in it
import type { VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { useCell } from '../state/cell.ts';
import { filterTraces } from '../state/filter.ts';
import { findNode } from '../state/find-node.ts';
import type { Panel } from '../state/panel.ts';
import { NoMatch, NoSelection, NoTraces } from './empty.tsx';
import { DeliveryNotice } from './notices.tsx';
import { SpanDetail } from './span-detail.tsx';
import { Splitter } from './splitter.tsx';
import { Toolbar } from './toolbar.tsx';
import { goToError } from './trace-header.tsx';
import { TraceList } from './trace-list.tsx';
import { TraceView } from './trace-view.tsx';

interface Props {
  readonly panel: Panel;
  /** Where the host can close the panel: offers a button for it, and Escape does it last of all. */
  readonly onClose?: () => void;
}

/** The whole panel. It fills its container. */
export function App({ panel, onClose }: Props): VNode {
  const root = useRef<HTMLDivElement>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const traces = useCell(panel.traces);
  const filter = useCell(panel.filter);
  const selection = useCell(panel.selection);
  const preferences = useCell(panel.preferences);
  const { theme, listWidth, nameWidth, detailWidth, detailHeight } = preferences;
  const entries = useMemo(() => filterTraces(traces, filter), [traces, filter]);

  function press(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === 'Escape') leaveInnermost(panel, typing, onClose);
    else if (typing && event.key === 'ArrowDown') focus('.trace-list[tabindex]');
    else if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === '/') filterField.current?.select();
    else if (event.key === 'e' || event.key === 'E') goToError(panel, event.key === 'e' ? 1 : -1);
    else return;
    event.preventDefault();
  }

  const focus = (selector: string) => root.current?.querySelector<HTMLElement>(selector)?.focus();

  return (
    <div
      ref={root}
      class="app"
      data-theme={theme}
      style={{
        '--list-width': `${listWidth}px`,
        '--name-width': `${nameWidth}px`,
        '--detail-width': `${detailWidth}px`,
        '--detail-height': `${detailHeight}px`,
      }}
      onKeyDown={press}
    >
      <div>
        <Toolbar panel={panel} filterField={filterField} onClose={onClose} />
        <DeliveryNotice panel={panel} />
      </div>
      <div class={`panes ${selection ? 'panes--chosen' : ''}`}>
        {entries.length > 0 ? (
          <TraceList
            entries={entries}
            selected={selection?.key}
            onSelect={panel.select}
            onEnter={() => focus('.waterfall')}
          />
        ) : (
          <div class="trace-list">
            {traces.length > 0 ? <NoMatch panel={panel} /> : <NoTraces panel={panel} />}
          </div>
        )}
        <Splitter
          class="list-line"
          label="Width of the list"
          orientation="vertical"
          size={listWidth}
          min={160}
          max={600}
          onResize={(listWidth) => panel.preferences.set({ ...preferences, listWidth })}
        />
        {selection ? (
          <TraceView panel={panel} selection={selection} />
        ) : (
          <div class="trace">
            <NoSelection />
          </div>
        )}
        <Detail panel={panel} />
      </div>
    </div>
  );
}

/** The chosen span's details, beside the waterfall or below it, as there is room. */
function Detail({ panel }: { readonly panel: Panel }): VNode | null {
  const { outline } = panel;
  const entry = useCell(panel.selection)?.entry;
  const trace = entry?.trace;
  const cursor = useCell(outline.cursor);
  const open = useCell(outline.detail);
  const preferences = useCell(panel.preferences);
  const node = useMemo(
    () => (open && trace && cursor !== undefined ? findNode(trace, cursor) : undefined),
    [open, trace, cursor],
  );
  if (!node || !entry) return null;

  const line = { class: 'detail-line', label: 'Size of the details', after: true } as const;
  return (
    <>
      <Splitter
        {...line}
        orientation="vertical"
        size={preferences.detailWidth}
        min={200}
        max={800}
        onResize={(detailWidth) => panel.preferences.set({ ...preferences, detailWidth })}
      />
      <Splitter
        {...line}
        orientation="horizontal"
        size={preferences.detailHeight}
        min={80}
        max={800}
        onResize={(detailHeight) => panel.preferences.set({ ...preferences, detailHeight })}
      />
      <SpanDetail
        panel={panel}
        node={node}
        entry={entry}
        onClose={() => outline.detail.set(false)}
      />
    </>
  );
}

/** Escape leaves one thing at a time: the filter, the details, the panel. */
function leaveInnermost(panel: Panel, typing: boolean, onClose: (() => void) | undefined): void {
  if (typing && panel.filter.get()) panel.filter.set('');
  else if (panel.outline.detail.get()) panel.outline.detail.set(false);
  else onClose?.();
}
