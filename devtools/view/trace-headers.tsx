import type { VNode } from 'preact';
import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import type { CorsSetting } from '../model/cors-settings.ts';
import { type Diagnosis, diagnose } from '../model/header-doctor.ts';
import { isPageRequest } from '../model/page-request.ts';
import { useCell } from '../state/cell.ts';
import type { Panel } from '../state/panel.ts';
import { CodeBlock } from './code-block.tsx';
import { LongText } from './long-text.tsx';

interface Props {
  readonly panel: Panel;
  /** The caller's side of a call. */
  readonly span: ZipkinSpan;
  /** All that is known of its trace. */
  readonly trace: readonly ZipkinSpan[];
}

/** What became of the trace headers of a page's request, and what to change. Where all went well, nothing. */
export function TraceHeaders({ panel, span, trace }: Props): VNode | null {
  // As long as nobody has asked to the end, what is missing may still come.
  const isFilling = useCell(panel.asking).state !== 'settled';
  const connection = useCell(panel.connection);
  if (!isPageRequest(span, trace)) return null;
  // What it says of itself holds for its own requests, not for those of a page before it.
  const isItsOwn =
    connection.state === 'connected' && connection.service === span.localEndpoint?.serviceName;
  const headers = isItsOwn ? connection.headers : undefined;
  const diagnosis = diagnose(span, { trace, isFilling, headers });
  const { verdict, text, advice, settings, preflight } = diagnosis;
  if (verdict === 'joined' && !preflight?.caused) return null;
  return (
    <div class="section">
      <h3>Trace headers</h3>
      <p class={advice ? '' : 'muted'}>
        <LongText text={text} />
      </p>
      {advice && <p>{advice}</p>}
      {preflight?.caused && <p class="muted">{describePreflight(preflight)}</p>}
      <Settings settings={settings} />
    </div>
  );
}

function describePreflight({ ms }: NonNullable<Diagnosis['preflight']>): string {
  return `They alone caused a preflight${ms === undefined ? '' : ` of ${ms} ms`}.`;
}

/** The header itself, and on demand how common servers are told to send it. */
function Settings({ settings }: { readonly settings: readonly CorsSetting[] }): VNode | null {
  const [header, ...servers] = settings;
  if (!header) return null;
  return (
    <>
      <CodeBlock
        caption="Add to what it allows already"
        label="Copy the header"
        text={header.text}
      />
      <details>
        <summary class="muted">Settings of common servers</summary>
        {servers.map(({ server, text }) => (
          <CodeBlock key={server} caption={server} label={`Copy for ${server}`} text={text} />
        ))}
      </details>
    </>
  );
}
