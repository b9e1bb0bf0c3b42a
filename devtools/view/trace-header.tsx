import type { VNode } from 'preact';
import { formatDuration } from '../model/time.ts';
import { useCell } from '../state/cell.ts';
import { nextError } from '../state/next-error.ts';
import type { Panel } from '../state/panel.ts';
import type { TraceEntry } from '../state/traces.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icon.tsx';
import { Name } from './name.tsx';
import { count, tooltip, webAddress } from './text.ts';

interface Props {
  readonly panel: Panel;
  readonly entry: TraceEntry;
}

/** A trace in a line: what, how long, how much, which. */
export function TraceHeader({ panel, entry: { trace, summary } }: Props): VNode {
  const { title, duration, spanCount, errorCount, services } = summary;
  return (
    <div class="trace-header">
      <BackButton panel={panel} />
      <h2 class="trace-header__title ellipsis" title={tooltip(title)}>
        <Name text={title} or="unnamed" />
      </h2>
      <div class="trace-header__figures">
        <b>{formatDuration(duration)}</b>
        <span title={`${count(trace.nodeCount, 'row')}: the two sides of a call share one`}>
          {count(spanCount, 'span')}
        </span>
        <span>{count(services.length, 'service')}</span>
        {errorCount > 0 && (
          <button
            type="button"
            class="link-button trace-header__errors"
            title="Next error (e), the one before (E)"
            onClick={() => goToError(panel, 1)}
          >
            <Icon name="error" />
            {count(errorCount, 'error')}
          </button>
        )}
        <span class="trace-header__id" title="Trace id">
          <span class="mono ellipsis">{trace.traceId}</span>
          <CopyButton text={trace.traceId} label="Copy the trace id" />
        </span>
      </div>
      <TraceHeaderEnd panel={panel} traceId={trace.traceId} />
    </div>
  );
}

/** Shown where there is no room for the list beside the trace. */
export function BackButton({ panel }: { readonly panel: Panel }): VNode {
  return (
    <button
      type="button"
      class="icon-button trace-header__back"
      title="All traces"
      aria-label="All traces"
      onClick={() => panel.select(undefined)}
    >
      <Icon name="back" />
    </button>
  );
}

function TraceHeaderEnd({ panel, traceId }: { panel: Panel; traceId: string }): VNode {
  const asking = useCell(panel.asking);
  useCell(panel.backend);
  const url = webAddress(panel.traceUrl(traceId) ?? '');
  return (
    <div class="trace-header__end">
      {asking.state === 'asking' && (
        <span role="status" title="Zipkin is asked until no more spans arrive">
          asking… {asking.asked > 0 && asking.asked}
        </span>
      )}
      {url && (
        <a class="trace-header__link" href={url} target="_blank" rel="noopener noreferrer">
          Open in Zipkin
          <Icon name="open" />
        </a>
      )}
    </div>
  );
}

/** Puts the cursor on the next failed span, and opens what it is hidden in. */
export function goToError(panel: Panel, direction: 1 | -1): void {
  const { outline, selection } = panel;
  const trace = selection.get()?.entry?.trace;
  const found = trace && nextError(trace, outline.cursor.get(), direction);
  if (!found) return;
  outline.expand(found.above.map(({ key }) => key));
  outline.cursor.set(found.node.key);
}
