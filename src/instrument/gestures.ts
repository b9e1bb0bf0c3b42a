import type { Stop } from './instrument.ts';

/** Clicks this close together (ms), with no press between them, are one: of a label, and of what it labels. */
const ONE_CLICK = 50;

/** Counts what the user does: a press, its release and the click or submit that it makes have one number. */
export interface Gestures {
  /** The number of the present one. */
  current(): number;
  stop: Stop;
}

export function countGestures(): Gestures {
  let gesture = 0;
  let pressed = false;
  let lastClick = Number.NEGATIVE_INFINITY;

  function onPress(): void {
    gesture++;
    pressed = true;
  }

  /** Assistive technology clicks without a press. */
  function onClick({ timeStamp }: Event): void {
    if (!pressed && timeStamp - lastClick > ONE_CLICK) gesture++;
    pressed = false;
    lastClick = timeStamp;
  }

  const options = { capture: true, passive: true };
  addEventListener('pointerdown', onPress, options);
  addEventListener('keydown', onPress, options);
  addEventListener('click', onClick, options);
  return {
    current: () => gesture,
    stop() {
      removeEventListener('pointerdown', onPress, options);
      removeEventListener('keydown', onPress, options);
      removeEventListener('click', onClick, options);
    },
  };
}
