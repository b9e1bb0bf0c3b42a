import type { Stop } from './instrument.ts';
import { INTERACTIONS } from './interaction-name.ts';

/** Clicks this close together (ms), with no press between them, are one: of a label, and of what it labels. */
const ONE_CLICK = 50;

/** Follows what the user does: a press, its release and the click or submit that it makes have one number. */
export interface Gestures {
  /** The number of the present one. */
  current(): number;
  /** The user's event whose listeners, or their microtasks, are running. */
  event(): Event | undefined;
  stop: Stop;
}

export function followGestures(): Gestures {
  let gesture = 0;
  let pressed = false;
  let lastClick = Number.NEGATIVE_INFINITY;
  /** The latest first: a listener may submit a form, and go on. */
  let events: readonly Event[] = [];

  function onEvent(event: Event): void {
    if (!event.isTrusted) return;
    events = [event, ...events.filter(isRunning)];
    const { type, timeStamp } = event;
    if (type === 'click') {
      // Assistive technology clicks without a press.
      if (!pressed && timeStamp - lastClick > ONE_CLICK) gesture++;
      pressed = false;
      lastClick = timeStamp;
    } else if (type === 'pointerdown' || type === 'keydown') {
      gesture++;
      pressed = true;
    }
  }

  const types = Object.keys(INTERACTIONS);
  const options = { capture: true, passive: true };
  for (const type of types) addEventListener(type, onEvent, options);
  return {
    current: () => gesture,
    event() {
      if (events.length) events = events.filter(isRunning);
      // A listener of before ours may have kept the event from us.
      const event = events[0] ?? window.event;
      return event?.isTrusted && Object.hasOwn(INTERACTIONS, event.type) ? event : undefined;
    },
    stop() {
      for (const type of types) removeEventListener(type, onEvent, options);
    },
  };
}

/** From its dispatch to the microtasks of its last listener: an event has a phase as long. */
function isRunning({ eventPhase }: Event): boolean {
  return eventPhase !== Event.NONE;
}
