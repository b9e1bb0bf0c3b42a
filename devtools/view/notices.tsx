import type { ComponentChildren, VNode } from 'preact';
import type { Trace } from '../model/tree.ts';
import { useCell } from '../state/cell.ts';
import type { Panel } from '../state/panel.ts';
import { Icon } from './icon.tsx';
import { count } from './text.ts';

/** What the reader should know before trusting the picture below. */
export function Notices({
  panel,
  trace,
}: {
  readonly panel: Panel;
  readonly trace: Trace | undefined;
}): VNode {
  return (
    <div role="status">
      <BackendNotice panel={panel} />
      <AskingNotice panel={panel} />
      {trace && <GapsNotice panel={panel} trace={trace} />}
    </div>
  );
}

interface NoticeProps {
  readonly type: 'question' | 'warning' | 'error';
  readonly children: ComponentChildren;
  readonly action?: {
    readonly label: string;
    readonly primary?: boolean;
    readonly run: () => void;
  };
}

function Notice({ type, children, action }: NoticeProps): VNode {
  return (
    <div class={`notice notice--${type}`}>
      {type !== 'question' && <Icon name={type} />}
      <span class="notice__text">{children}</span>
      {action && (
        <button
          type="button"
          class={`button ${action.primary ? 'button--primary' : ''}`}
          onClick={action.run}
        >
          {action.label}
        </button>
      )}
    </div>
  );
}

/** What keeps the page's spans from Zipkin, and the line that mends it. */
export function DeliveryNotice({ panel }: { readonly panel: Panel }): VNode | null {
  const delivery = useCell(panel.delivery);
  if (!delivery) return null;
  const { zipkin, obstacle, lost } = delivery;
  return (
    <div role="status">
      {obstacle === 'connect-src' && (
        <Notice type="warning">
          The page’s content security policy keeps its spans from Zipkin. Add to it:{' '}
          <code>connect-src {originOf(zipkin)}</code>
        </Notice>
      )}
      {obstacle === 'local-network-access' && (
        <Notice type="warning">
          The browser keeps this page from {zipkin}, a local address. Allow “Local network access”
          in the site’s settings, and load the page again.
        </Notice>
      )}
      {obstacle === 'cors' && (
        <Notice type="warning">
          {zipkin} doesn’t say that this page may read its answers: spans are sent, and nobody knows
          whether they arrive. For Zipkin set <code>ZIPKIN_QUERY_ALLOWED_ORIGINS=*</code>, for
          Jaeger’s receiver <code>cors: {"{ allowed_origins: ['*'] }"}</code>
        </Notice>
      )}
      {lost.length > 0 && (
        <Notice type="warning">
          Not reported: {lost.map(([why, spans]) => `${count(spans, 'span')}, ${why}`).join('; ')}.
        </Notice>
      )}
    </div>
  );
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** May the backend be asked? */
function BackendNotice({ panel }: { readonly panel: Panel }): VNode | null {
  const backend = useCell(panel.backend);
  if (backend.state === 'suggested') {
    const label = `Ask ${backend.base} for the rest of each trace`;
    return (
      <Notice type="question" action={{ label, primary: true, run: panel.confirmBackend }}>
        Only the page’s own spans so far.
      </Notice>
    );
  }
  if (backend.state === 'refused') {
    return (
      <Notice type="warning" action={{ label: 'Ask again', run: panel.confirmBackend }}>
        The browser was not allowed to ask {backend.base}: these are only the page’s own spans.
      </Notice>
    );
  }
  return null;
}

/** What came of asking it? */
function AskingNotice({ panel }: { readonly panel: Panel }): VNode | null {
  const asking = useCell(panel.asking);
  if (asking.state === 'failed') {
    return (
      <Notice type="error" action={{ label: 'Retry', run: panel.retry }}>
        {asking.problem.message}
      </Notice>
    );
  }
  if (asking.state === 'asking' && asking.problem) {
    return <Notice type="warning">{asking.problem.message} Trying again…</Notice>;
  }
  if (asking.state === 'settled' && !asking.found) {
    return (
      <Notice type="warning" action={{ label: 'Ask again', run: panel.retry }}>
        Zipkin has no span of this trace. It may not have been sampled.
      </Notice>
    );
  }
  return null;
}

/** As many answers later, what is missing may well stay so. */
const PATIENCE = 4;

/** What is missing from the trace? */
function GapsNotice({
  panel,
  trace,
}: {
  readonly panel: Panel;
  readonly trace: Trace;
}): VNode | null {
  const asking = useCell(panel.asking);
  const arriving = asking.state === 'asking' && asking.asked < PATIENCE;
  const orphans = trace.roots.filter(({ orphan }) => orphan).length;
  // Neither is worth a word while the missing may still come.
  if (arriving || (orphans === 0 && !trace.incomplete)) return null;
  return (
    <Notice type="warning">
      {orphans > 0 && `${count(orphans, 'span')} whose parent never arrived. `}
      {trace.incomplete && 'Some spans have no end: they still run, or nobody reported it.'}
    </Notice>
  );
}
