/**
 * Traces what a click, a key or a submit causes: a root from the event to the next paint, and to the end of the
 * requests that it made. An interaction that causes nothing is no trace.
 *
 * No listener of the page is wrapped. What runs in an event's dispatch, or in the microtasks of its listeners, finds
 * that event at `window.event`; what comes later, after an `await` of something slow, belongs to the interaction
 * where it is the only one still open, and its span says that it was joined by time.
 *
 * https://dom.spec.whatwg.org/#dom-window-event
 */
import { withoutSecrets } from '../privacy/secrets.ts';
import type { Belonging } from '../trace/active.ts';
import { createCauses } from './causes.ts';
import { countGestures } from './gestures.ts';
import type { Instrument, Setup, Stop } from './instrument.ts';

/** Events that a user causes, to the one that an interaction is named after. */
const INTERACTIONS: Readonly<Record<string, string>> = {
  pointerdown: 'click',
  pointerup: 'click',
  mousedown: 'click',
  mouseup: 'click',
  touchstart: 'click',
  touchend: 'click',
  click: 'click',
  dblclick: 'click',
  keydown: 'key',
  keypress: 'key',
  keyup: 'key',
  beforeinput: 'key',
  input: 'key',
  change: 'change',
  submit: 'submit',
};

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
  const gestures = countGestures();
  const causes = createCauses(setup);

  const stopAsking = setup.active.ask(() => {
    const { event } = window;
    if (event?.isTrusted && Object.hasOwn(INTERACTIONS, event.type)) {
      return causes.of(gestures.current()) ?? begin(event);
    }
    return causes.only();
  });

  function begin(event: Event): Belonging {
    const kind = INTERACTIONS[event.type] ?? event.type;
    const target = describeTarget(event);
    return causes.begin(gestures.current(), target ? `${kind} ${target}` : kind, {
      startTime: event.timeStamp,
      tags: { 'interaction.type': event.type },
    });
  }

  return () => {
    gestures.stop();
    stopAsking();
    causes.stop();
  };
}

/** What can be pressed or filled in. */
const CONTROLS = 'button, a, input, select, textarea, summary, form, [role], [data-testid]';

/** Such as `button checkout`: role or element, then test id or id, numbers left out so that names stay few. */
function describeTarget(event: Event): string {
  const [target] = event.composedPath();
  const element = target instanceof Element ? (target.closest(CONTROLS) ?? target) : undefined;
  if (!element) return '';
  const role = element.getAttribute('role') ?? element.localName;
  const id = element.getAttribute('data-testid') ?? element.id;
  return `${role} ${withoutSecrets(id).replace(/\d+/g, '{n}')}`.trim();
}
