import type { Span } from '../trace/span.ts';
import type { Setup, Stop } from './instrument.ts';

/** Requests that have not ended. When the page is left they are reported as far as they got, marked incomplete. */
export interface OpenRequests {
  add(span: Span): void;
  stop: Stop;
}

/** Bodies that nobody reads never end: past this number the oldest are reported. */
const MOST_OPEN = 1000;

export function createOpenRequests({
  onFinish,
  onLeave,
}: Pick<Setup, 'onFinish' | 'onLeave'>): OpenRequests {
  const open = new Map<string, Span>();
  const stops = [
    onFinish(({ context }) => void open.delete(context.spanId)),
    onLeave(() => finishAll('left before its end')),
  ];

  function finishAll(reason: string, most = 0): void {
    for (const span of open.values()) {
      if (open.size <= most) return;
      span.tag('rootspan.incomplete', reason).finish();
    }
  }

  return {
    add(span) {
      open.set(span.context.spanId, span);
      finishAll('not ended, and too many others', MOST_OPEN);
    },
    stop() {
      finishAll('stopped before its end');
      for (const stop of stops) stop();
    },
  };
}
