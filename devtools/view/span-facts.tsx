import type { VNode } from 'preact';
import type { Endpoint, ZipkinSpan } from '../../src/bridge/protocol.ts';
import { serviceHue } from '../model/service-color.ts';
import type { SpanNode } from '../model/span-node.ts';
import { formatDuration } from '../model/time.ts';
import type { Trace } from '../model/tree.ts';
import { Fact, TextFact } from './fact.tsx';
import { Name } from './name.tsx';

interface Props {
  readonly node: SpanNode;
  readonly trace: Trace;
}

/** Who, when and how long, and under which ids. */
export function SpanFacts({ node, trace }: Props): VNode {
  const { client, server, spans, timestamp, duration } = node;
  const [span] = spans;
  return (
    <dl class="facts section">
      <Fact name="Service">
        <span>
          {node.caller && <ServiceName service={node.caller} then=" → " />}
          <ServiceName service={node.service} />
          {node.remote && <ServiceName service={node.remote} before=" → " />}
        </span>
      </Fact>
      <Fact name="Kind">{kindsOf(spans)}</Fact>
      {timestamp !== undefined && (
        <Fact name="Start">
          <span title={new Date(timestamp / 1000).toISOString()}>
            +{formatDuration(timestamp - trace.start)}
          </span>
        </Fact>
      )}
      <Fact name="Duration">{formatDuration(duration)}</Fact>
      {client && server && <BothSides client={client} server={server} />}
      {spans.map((side) => (
        <EndpointFacts key={side.kind} span={side} />
      ))}
      <TextFact name="Span id" text={idsOf(spans)} mono />
      {span.parentId && <TextFact name="Parent id" text={span.parentId} mono />}
    </dl>
  );
}

function ServiceName({
  service,
  before,
  then,
}: {
  readonly service: string;
  readonly before?: string;
  readonly then?: string;
}): VNode {
  return (
    <span class="service-hue" style={{ '--hue': String(serviceHue(service)) }}>
      <span class="arrow">{before}</span>
      <span class="service-name">
        <span class="swatch" />
        <Name text={service} or="unknown" />
      </span>
      <span class="arrow">{then}</span>
    </span>
  );
}

/** The caller's time, the server's, and what is left: the way there and back. */
function BothSides({ client, server }: { client: ZipkinSpan; server: ZipkinSpan }): VNode {
  const way =
    client.duration !== undefined && server.duration !== undefined
      ? client.duration - server.duration
      : undefined;
  return (
    <>
      <Fact name="Client">{formatDuration(client.duration)}</Fact>
      <Fact name="Server">{formatDuration(server.duration)}</Fact>
      {way !== undefined && way >= 0 && <Fact name="On the way">{formatDuration(way)}</Fact>}
    </>
  );
}

function EndpointFacts({ span }: { readonly span: ZipkinSpan }): VNode {
  const local = addressOf(span.localEndpoint);
  const remote = addressOf(span.remoteEndpoint);
  return (
    <>
      {local && <Fact name="Address">{local}</Fact>}
      {remote && <Fact name="Peer">{remote}</Fact>}
    </>
  );
}

function addressOf({ serviceName, ipv4, ipv6, port }: Endpoint = {}): string | undefined {
  const host = ipv4 ?? (ipv6 && `[${ipv6}]`);
  const address = [host, port].filter((part) => part !== undefined).join(':');
  return address && [serviceName, address].filter(Boolean).join(' ');
}

function kindsOf(spans: readonly ZipkinSpan[]): string {
  const kinds = spans.map(({ kind }) => kind?.toLowerCase() ?? 'local');
  return [...new Set(kinds)].join(' and ');
}

function idsOf(spans: readonly ZipkinSpan[]): string {
  return [...new Set(spans.map(({ id }) => id))].join(' ');
}
