/**
 * Traces what a click, a key or a submit causes: a root from the event to the next paint, and to the end of the
 * requests that it made. An interaction that causes nothing is no trace.
 *
 * No listener of the page is wrapped. What runs in an event's dispatch, or in the microtasks of its listeners, is of
 * that event; what comes later, after an `await` of something slow, belongs to the interaction where it is the only one
 * still open, and its span says that it was joined by time.
 */
import { createCauses } from './causes.ts';
import { followGestures } from './gestures.ts';
import type { Instrument, Setup, Stop } from './instrument.ts';
import { nameInteraction } from './interaction-name.ts';

/**
 * Traces interactions.
 *
 * Names are made of what the page's author wrote (role, test id, id), never of text, which is the user's.
 *
 * @example
 * start({ service: 'shop-web', zipkin: 'https://zipkin.example', instruments: [interactions()] });
 */
export function interactions(): Instrument {
  return (setup) => (typeof document === 'object' ? traceInteractions(setup) : () => {});
}

function traceInteractions(setup: Setup): Stop {
  const gestures = followGestures();
  const causes = createCauses(setup);

  const stopAsking = setup.active.ask(() => {
    const event = gestures.event();
    if (!event) return causes.only();
    const gesture = gestures.current();
    const { type, timeStamp: startTime } = event;
    return (
      causes.of(gesture) ??
      causes.begin(gesture, nameInteraction(type, event.composedPath()[0]), {
        startTime,
        tags: { 'interaction.type': type },
      })
    );
  });

  return () => {
    gestures.stop();
    stopAsking();
    causes.stop();
  };
}
