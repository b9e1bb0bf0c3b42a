import type { VNode } from 'preact';
import { serviceHue } from '../model/service-color.ts';
import { useCell } from '../state/cell.ts';
import type { Panel, Selection } from '../state/panel.ts';
import { Empty } from './empty.tsx';
import { Name } from './name.tsx';
import { Notices } from './notices.tsx';
import { BackButton, TraceHeader } from './trace-header.tsx';
import { Waterfall } from './waterfall.tsx';

interface Props {
  readonly panel: Panel;
  readonly selection: Selection;
}

/** One trace: its header, what is to be said about it, its services, its spans. */
export function TraceView({ panel, selection: { entry, traceId } }: Props): VNode {
  if (!entry) {
    return (
      <div class="trace">
        <Notices panel={panel} trace={undefined} />
        <NotFound panel={panel} traceId={traceId} />
      </div>
    );
  }
  return (
    <div class="trace">
      <TraceHeader panel={panel} entry={entry} />
      <Notices panel={panel} trace={entry.trace} />
      {entry.trace.services.length > 0 && <Legend services={entry.trace.services} />}
      <Waterfall panel={panel} trace={entry.trace} />
    </div>
  );
}

function NotFound({ panel, traceId }: { panel: Panel; traceId: string }): VNode {
  const { state } = useCell(panel.asking);
  return (
    <Empty title={state === 'asking' ? 'Asking Zipkin…' : 'Nothing is known of this trace'}>
      <p class="mono">{traceId}</p>
      <BackButton panel={panel} />
    </Empty>
  );
}

function Legend({ services }: { readonly services: readonly string[] }): VNode {
  return (
    <ul class="legend" aria-label="Services">
      {services.map((service) => (
        <li
          key={service}
          class="legend__service service-hue"
          style={{ '--hue': String(serviceHue(service)) }}
        >
          <span class="swatch" />
          <Name text={service} />
        </li>
      ))}
    </ul>
  );
}
