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
import type { Span } from '../trace/span.ts';
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

/** An interaction whose requests never end, such as a stream that nobody reads, ends after this (ms). */
const LONGEST = 60_000;

interface Interaction {
  readonly span: Span;
  /** What has to happen before it ends: the paint, and each request's end. */
  waitingFor: number;
  end: DOMHighResTimeStamp;
  finish(): void;
}

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

function traceInteractions({ tracer, active, clock, onFinish, onLeave }: Setup): Stop {
  const gestures = countGestures();
  const open = new Map<number, Interaction>();

  const stopAsking = active.ask(() => {
    const { event } = window;
    const isUsers = event?.isTrusted && Object.hasOwn(INTERACTIONS, event.type);
    const interaction = isUsers ? (open.get(gestures.current()) ?? begin(event)) : only(open);
    if (!interaction) return undefined;
    const onChild = () => {
      interaction.waitingFor++;
    };
    return { span: interaction.span, byTime: !isUsers, onChild };
  });

  function begin(event: Event): Interaction {
    const kind = INTERACTIONS[event.type] ?? event.type;
    const target = describeTarget(event);
    const span = tracer.startSpan(target ? `${kind} ${target}` : kind, {
      parent: null,
      startTime: event.timeStamp,
      tags: { 'interaction.type': event.type },
    });
    const gesture = gestures.current();
    const timer = setTimeout(finish, LONGEST);
    const interaction: Interaction = {
      span,
      waitingFor: 1,
      end: event.timeStamp,
      finish,
    };
    open.set(gesture, interaction);
    afterPaint(() => settle(interaction, clock.now()));
    return interaction;

    function finish(): void {
      if (!open.delete(gesture)) return;
      clearTimeout(timer);
      span.finish(interaction.waitingFor ? undefined : interaction.end);
    }
  }

  function settle(interaction: Interaction, end: DOMHighResTimeStamp): void {
    interaction.end = Math.max(interaction.end, end);
    if (--interaction.waitingFor === 0) interaction.finish();
  }

  const stopListening = onFinish(({ context, startTime, duration }) => {
    for (const interaction of open.values()) {
      if (interaction.span.context.spanId !== context.parentId) continue;
      settle(interaction, startTime + duration / 1000);
    }
  });

  const finishAll = () => {
    for (const interaction of open.values()) interaction.finish();
  };
  const stopLeaving = onLeave(finishAll);

  return () => {
    gestures.stop();
    stopAsking();
    stopListening();
    stopLeaving();
    finishAll();
  };
}

function only<Value>(map: ReadonlyMap<unknown, Value>): Value | undefined {
  return map.size === 1 ? map.values().next().value : undefined;
}

function afterPaint(callback: () => void): void {
  // What isn't seen isn't painted.
  if (document.visibilityState === 'hidden') setTimeout(callback);
  else requestAnimationFrame(() => setTimeout(callback));
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
  return `${role} ${id.replace(/\d+/g, '{n}')}`.trim();
}
