import { describePath, parseUrl } from '../privacy/url.ts';
import type { Span } from '../trace/span.ts';
import { NO_HEADERS } from './http.ts';
import type { Setup, Stop } from './instrument.ts';

/** Opens the span of something that is connected to a URL and can have no headers. */
export function openConnection(
  { tracer, policy }: Setup,
  name: string,
  address: unknown,
): Span | undefined {
  const url = parseUrl(String(address));
  if (!url) return undefined;
  // A socket is asked for under a scheme of its own.
  const asked = new URL(url.href.replace(/^ws/, 'http'));
  if (!policy.traces(asked)) return undefined;
  const span = tracer.startSpan(name, {
    kind: 'CLIENT',
    tags: { 'http.path': describePath(url), [NO_HEADERS]: `no ${name} can have any` },
  });
  if (asked.origin !== self.origin) span.setRemote({ serviceName: url.host });
  return span;
}

/** What becomes of a connection, as far as it is listened for. */
interface Outcomes {
  open(): void;
  error?(): void;
  message?(): void;
  close?(event: CloseEvent): void;
}

/**
 * What listens to connections, each until the returned function is called. It does so by the natives of now: a class of
 * the page's own may have put other things in their place.
 */
export function createListen(): (target: EventTarget, outcomes: Outcomes) => Stop {
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  return (target, outcomes) => {
    const each = (method: typeof addEventListener) => {
      for (const outcome of Object.entries(outcomes)) Reflect.apply(method, target, outcome);
    };
    each(addEventListener);
    return () => each(removeEventListener);
  };
}
