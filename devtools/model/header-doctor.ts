import type { ZipkinSpan } from '../../src/bridge/protocol.ts';
import { type CorsSetting, corsSettings } from './cors-settings.ts';
import { headersToAllow } from './headers-to-allow.ts';
import { errorOf } from './span-error.ts';

/** What became of a request's trace headers. Those from `joined` on were sent. */
export type Verdict =
  | 'not allowed'
  | 'no-cors'
  | 'free'
  | 'cors'
  | 'preload'
  | 'own'
  | 'impossible'
  | 'other'
  | 'joined'
  | 'refused'
  | 'other trace'
  | 'server decided not to'
  | 'told not to'
  | 'service worker'
  | 'waiting'
  | 'silent';

export interface Diagnosis {
  readonly verdict: Verdict;
  /** Whether trace headers of Rootspan's were put on the request. */
  readonly sent: boolean;
  /** In a sentence, for people. */
  readonly text: string;
  /** What to change, if anything is to be. */
  readonly advice: string | undefined;
  /** Lines that make servers allow the headers, where that is it. */
  readonly settings: readonly CorsSetting[];
  /** Of a preflight, as far as it can be seen: ms, and whether it is due to our headers alone. */
  readonly preflight: { readonly ms: number | undefined; readonly caused: boolean } | undefined;
}

/** What is known besides the request's own span. */
export interface Evidence {
  /** All that is known of its trace, the span itself included. */
  readonly trace: readonly ZipkinSpan[];
  /** Whether the backend may still learn more of it. */
  readonly isFilling: boolean;
  /** Names of the headers that the page sends where it may, as far as it tells. */
  readonly headers?: readonly string[] | undefined;
}

interface Finding {
  readonly verdict: Verdict;
  readonly text: string;
  readonly advice?: string;
  readonly allow?: string;
}

/** Says whether a request carried trace headers, if not why, what the backend made of them, and what to change. */
export function diagnose(span: ZipkinSpan, evidence: Evidence): Diagnosis {
  const reason = span.tags?.['rootspan.headers'];
  const { verdict, text, advice, allow } =
    reason === undefined ? findAnswer(span, evidence) : findReason(reason, span, evidence);
  return {
    verdict,
    sent: reason === undefined,
    text,
    advice,
    settings: allow === undefined ? [] : corsSettings(allow),
    preflight: findPreflight(span),
  };
}

/** Why there were none. */
function findReason(
  reason: string,
  { tags, remoteEndpoint }: ZipkinSpan,
  { headers }: Evidence,
): Finding {
  const host = remoteEndpoint?.serviceName ?? 'this origin';
  switch (reason) {
    case 'not allowed':
      return {
        verdict: reason,
        text: `No headers: requests to ${host} are not to have any.`,
        advice: `Name its origin in propagateTo, and have its server allow the headers.`,
        allow: headersToAllow(tags, headers),
      };
    case 'no-cors':
      return {
        verdict: reason,
        text: 'No headers: browsers let requests in mode no-cors have none.',
        advice: 'Make the request in mode cors.',
      };
    case 'free':
      return {
        verdict: reason,
        text: 'No headers: they alone would have caused a preflight.',
        advice: 'Set propagation to "always", if the trace is worth a preflight.',
      };
    case 'cors':
      return {
        verdict: reason,
        text: `No headers: requests to ${host} failed with them, and were answered without.`,
        advice: 'Have the server allow the headers, then close the tab, which remembers.',
        allow: headersToAllow(tags, headers),
      };
    case 'preload':
      return {
        verdict: reason,
        text: 'No headers: the answer was preloaded, before there was a span to name.',
      };
    case 'own':
      return {
        verdict: reason,
        text: 'The page set a trace header itself; the span is part of that trace.',
      };
    default:
      return /^no .* can have any$/.test(reason)
        ? { verdict: 'impossible', text: `No headers: ${reason}.` }
        : { verdict: 'other', text: `No headers: ${reason}.` };
  }
}

/** What came of those that were sent. */
function findAnswer(span: ZipkinSpan, { trace, isFilling, headers }: Evidence): Finding {
  const { tags, id } = span;
  const isServer = (other: ZipkinSpan) =>
    other.kind === 'SERVER' && (other.id === id || other.parentId === id);
  if (trace.some(isServer)) return { verdict: 'joined', text: 'The server joined the trace.' };
  // Within the page's own origin, too: a redirect can lead elsewhere.
  if (/^failed/.test(errorOf(span) ?? '')) {
    return {
      verdict: 'refused',
      text: 'The request failed, maybe because its server, or one that it was redirected to, doesn’t allow the headers.',
      advice: 'If the console speaks of CORS, have the server allow them.',
      allow: headersToAllow(tags, headers),
    };
  }
  const echo = readEcho(tags?.['http.server_trace']);
  if (echo && !isSameTrace(echo.traceId, span.traceId)) {
    return {
      verdict: 'other trace',
      text: `The server answered in another trace, ${echo.traceId}.`,
      advice: 'It doesn’t read these headers: name a format that it reads in formats.',
    };
  }
  const sampling = findSampling(span, trace);
  if (sampling) {
    return {
      verdict: 'told not to',
      text:
        sampling === 'deny'
          ? 'The trace is not sampled, so the server has reported nothing.'
          : 'The server was left to decide whether to report, and has reported nothing.',
      advice: 'Raise sampleRate, or force the next trace by debug().',
    };
  }
  if (echo?.isSampled === false) {
    return {
      verdict: 'server decided not to',
      text: 'The server joined the trace, and decided not to report.',
      advice: 'Have its sampler follow its caller (parent-based).',
    };
  }
  if (isFilling) {
    return { verdict: 'waiting', text: 'Sent. Nothing of the server has arrived yet.' };
  }
  if (tags?.['http.service_worker']) {
    return {
      verdict: 'service worker',
      text: 'Sent to the service worker. Nothing of the server has arrived.',
      advice: 'Have the worker fetch event.request itself, with its headers, not its URL.',
    };
  }
  return {
    verdict: 'silent',
    text: echo
      ? 'The server joined the trace, and its span has not arrived.'
      : 'Sent. Nothing of the server has arrived.',
    advice: echo
      ? 'See whether it reports to this Zipkin.'
      : 'See whether the server is traced, reads this format, and reports to this Zipkin.',
  };
}

/** What the backends were told, where they weren't told to report: by the trace's root, or on a span that was kept. */
function findSampling(
  span: ZipkinSpan,
  trace: readonly ZipkinSpan[],
): 'deny' | 'defer' | undefined {
  const kept = span.tags?.['rootspan.kept'];
  if (kept) return kept.endsWith('decide') ? 'defer' : 'deny';
  for (const { tags } of [span, ...trace]) {
    const [sampling] = /^(?:deny|defer)/.exec(tags?.['rootspan.sampling'] ?? '') ?? [];
    if (sampling) return sampling === 'deny' ? 'deny' : 'defer';
  }
  return undefined;
}

function findPreflight({ tags }: ZipkinSpan): Diagnosis['preflight'] {
  const ms = /\bpreflight ([\d.]+)/.exec(tags?.['http.phases'] ?? '')?.[1];
  const caused = tags?.['rootspan.preflight'] !== undefined;
  return ms || caused ? { ms: ms === undefined ? undefined : Number(ms), caused } : undefined;
}

/** `00-{trace}-{span}-{flags}` or `{trace}-{span}-{state}`. */
const ECHO = /^(?:[\da-f]{2}-)?([\da-f]{32}|[\da-f]{16})-[\da-f]{16}(?:-([\da-f]{1,2}))?/;

function readEcho(
  echo: string | undefined,
): { readonly traceId: string; readonly isSampled: boolean | undefined } | undefined {
  const [, traceId, state] = ECHO.exec(echo ?? '') ?? [];
  if (!traceId) return undefined;
  const isSampled = state === undefined ? undefined : state === 'd' || Number(`0x${state}`) % 2 > 0;
  return { traceId, isSampled };
}

/** Servers of 64 bits know the lower half. */
function isSameTrace(one: string, other: string): boolean {
  return one.slice(-16) === other.slice(-16);
}
