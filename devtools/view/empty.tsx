import type { ComponentChildren, VNode } from 'preact';
import { useCell } from '../state/cell.ts';
import type { Panel } from '../state/panel.ts';

interface EmptyProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** What stands where nothing is to be shown: why, and what can be done. */
export function Empty({ title, children }: EmptyProps): VNode {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** A list without traces. */
export function NoTraces({ panel }: { readonly panel: Panel }): VNode {
  const { state } = useCell(panel.connection);
  if (state === 'connected') {
    return (
      <Empty title="No traces yet">
        <p>They appear here as requests are made.</p>
      </Empty>
    );
  }
  if (state === 'paused') {
    return (
      <Empty title="Paused">
        <button type="button" class="button" onClick={panel.resume}>
          Resume
        </button>
      </Empty>
    );
  }
  if (panel.source === 'collector') {
    return (
      <Empty title="Looking for the collector">
        <p>It doesn’t answer. Traces appear here as soon as it runs again.</p>
      </Empty>
    );
  }
  return (
    <Empty title="Looking for Rootspan">
      <p>This page hasn’t answered. Traces appear here as soon as it runs Rootspan.</p>
    </Empty>
  );
}

/** What a trace id looks like that isn't in the list but may be in the backend. */
const TRACE_ID = /^[\da-f]{16}([\da-f]{16})?$/i;

/** A filter that leaves nothing. */
export function NoMatch({ panel }: { readonly panel: Panel }): VNode {
  const filter = useCell(panel.filter).trim();
  const asks = useCell(panel.backend).state === 'confirmed';
  return (
    <Empty title="No trace matches the filter">
      {asks && TRACE_ID.test(filter) && (
        <button type="button" class="button button--primary" onClick={() => panel.select(filter)}>
          Ask Zipkin for this trace
        </button>
      )}
      <button type="button" class="button" onClick={() => panel.filter.set('')}>
        Clear filter
      </button>
    </Empty>
  );
}

/** No trace is chosen. */
export function NoSelection(): VNode {
  return (
    <Empty title="Choose a trace">
      <p>Its spans appear here: from the click to the last service behind it.</p>
    </Empty>
  );
}
