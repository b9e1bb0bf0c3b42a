import type { VNode } from 'preact';
import type { Extent, Row } from '../model/layout.ts';
import { serviceHue } from '../model/service-color.ts';
import { formatDuration } from '../model/time.ts';

/** When a span was and how long it took: the caller's time, the server's within it, and the figure. */
export function Bar({ row: { node, left, width, server } }: { readonly row: Row }): VNode {
  const { timestamp, duration, error, caller, service } = node;
  if (timestamp === undefined)
    return <span class="span-row__duration muted">no time reported</span>;
  const callerHue = { '--hue': String(serviceHue(caller ?? service)) };
  const isOpenEnded = duration === undefined;
  // A server may be at work for longer than its caller waits: the figure stands behind whichever bar ends last.
  const end = Math.max(left + width, server ? server.left + server.width : 0);
  return (
    <>
      {server ? (
        <div
          class="bar bar--call service-hue"
          style={{ ...place({ left, width }), ...callerHue }}
        />
      ) : (
        <div
          class={isOpenEnded ? 'bar bar--open-ended' : 'bar'}
          style={isOpenEnded ? { left: percent(left) } : place({ left, width })}
        />
      )}
      {server && <div class="bar" style={place(server)} />}
      <span
        class={`span-row__duration ${error === undefined ? 'muted' : 'failed'}`}
        style={{ left: percent(isOpenEnded ? 1 : end) }}
        title={isOpenEnded ? 'It still runs, or nobody reported its end' : undefined}
      >
        {isOpenEnded ? 'no end' : formatDuration(duration)}
      </span>
    </>
  );
}

const place = ({ left, width }: Extent) => ({ left: percent(left), width: percent(width) });

const percent = (share: number) => `${share * 100}%`;
