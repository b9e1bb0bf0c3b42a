// biome-ignore-all lint/a11y/useKeyWithClickEvents: the keys are the list’s
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { serviceHue } from '../model/service-color.ts';
import { formatDuration } from '../model/time.ts';
import type { TraceEntry } from '../state/traces.ts';
import { Age } from './age.tsx';
import { Icon } from './icon.tsx';
import { Name } from './name.tsx';
import { count, tooltip } from './text.ts';
import { useNow } from './use-now.ts';
import { revealRow, useWindow } from './use-window.ts';

interface Props {
  /** Newest first. */
  readonly entries: readonly TraceEntry[];
  readonly selected: string | undefined;
  readonly onSelect: (key: string) => void;
  /** On to the trace that was chosen. */
  readonly onEnter: () => void;
}

const ROW_HEIGHT = 40;

/** The traces that have been seen, each in two lines. */
export function TraceList({ entries, selected, onSelect, onEnter }: Props): VNode {
  const now = useNow(5000);
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end, page } = useWindow(scroller, {
    count: entries.length,
    rowHeight: ROW_HEIGHT,
  });
  const index = entries.findIndex(({ key }) => key === selected);

  useLayoutEffect(() => {
    if (index >= 0 && scroller.current)
      revealRow(scroller.current, index, { rowHeight: ROW_HEIGHT });
  }, [selected]);

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = destination(event.key, index, { last: entries.length - 1, page });
    const entry = next === undefined ? undefined : entries[next];
    if (entry) onSelect(entry.key);
    else if (event.key === 'Enter' && index >= 0) onEnter();
    else return;
    event.preventDefault();
  }

  return (
    <div
      ref={scroller}
      class="trace-list"
      role="listbox"
      tabIndex={0}
      aria-label="Traces"
      aria-activedescendant={index >= first && index < end ? `trace-${index}` : undefined}
      onKeyDown={press}
    >
      <div
        class="trace-list__rows"
        role="presentation"
        style={{ height: `${entries.length * ROW_HEIGHT}px` }}
      >
        {entries.slice(first, end).map((entry, offset) => (
          <Entry
            key={entry.key}
            entry={entry}
            index={first + offset}
            total={entries.length}
            selected={entry.key === selected}
            now={now}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  );
}

interface EntryProps {
  readonly entry: TraceEntry;
  readonly index: number;
  readonly total: number;
  readonly selected: boolean;
  readonly now: number;
  readonly onSelect: (key: string) => void;
}

function Entry({ entry, index, total, selected, now, onSelect }: EntryProps): VNode {
  const { title, service, duration, start, spanCount, errorCount, incomplete } = entry.summary;
  return (
    <div
      id={`trace-${index}`}
      class="trace-entry service-hue"
      role="option"
      aria-selected={selected}
      aria-posinset={index + 1}
      aria-setsize={total}
      style={{ top: `${index * ROW_HEIGHT}px`, '--hue': String(serviceHue(service)) }}
      onClick={() => onSelect(entry.key)}
    >
      {errorCount > 0 ? (
        <span class="trace-entry__mark failed" role="img" aria-label="Failed">
          <Icon name="error" />
        </span>
      ) : (
        <span class="trace-entry__mark">
          <span class={`trace-entry__dot ${incomplete ? 'trace-entry__dot--incomplete' : ''}`} />
        </span>
      )}
      <span class="trace-entry__title ellipsis" title={tooltip(title)}>
        <Name text={title} or="unnamed" />
      </span>
      <span class="trace-entry__duration">{formatDuration(duration)}</span>
      <span class="trace-entry__more ellipsis">
        <Name text={service} or="unknown service" /> · {count(spanCount, 'span')}
        {errorCount > 0 && <span class="failed"> · {count(errorCount, 'error')}</span>}
      </span>
      <Age since={start} now={now} />
    </div>
  );
}

function destination(
  key: string,
  index: number,
  { last, page }: { last: number; page: number },
): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    j: 1,
    ArrowUp: -1,
    k: -1,
    PageDown: page,
    PageUp: -page,
  };
  const step = steps[key];
  if (step !== undefined) return Math.min(last, Math.max(0, index + step));
  if (key === 'Home') return 0;
  return key === 'End' ? last : undefined;
}
