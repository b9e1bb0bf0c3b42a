import type { VNode } from 'preact';

interface Props {
  /** What it resizes, for those who can't see it. */
  readonly label: string;
  /** A vertical line moves left and right. */
  readonly orientation: 'vertical' | 'horizontal';
  readonly size: number;
  readonly min: number;
  readonly max: number;
  /** Where the pane lies after the line (to its right, or below), pulling the other way makes it larger. */
  readonly after?: boolean;
  readonly class?: string;
  readonly onResize: (size: number) => void;
}

/** How far an arrow key moves it, in pixels. */
const STEP = 16;

/** The line between two panes: dragged, or moved by the arrow keys. */
export function Splitter(props: Props): VNode {
  const { label, orientation, size, min, max, after = false, onResize } = props;
  const resize = (wanted: number) => onResize(Math.round(Math.min(max, Math.max(min, wanted))));

  function drag(start: PointerEvent): void {
    if (start.button !== 0 || !(start.currentTarget instanceof HTMLElement)) return;
    start.preventDefault();
    const line = start.currentTarget;
    const from = place(start);
    const move = (event: PointerEvent) =>
      resize(size + (after ? from - place(event) : place(event) - from));
    line.focus();
    line.setPointerCapture(start.pointerId);
    line.addEventListener('pointermove', move);
    line.addEventListener(
      'lostpointercapture',
      () => line.removeEventListener('pointermove', move),
      {
        once: true,
      },
    );
  }

  function press(event: KeyboardEvent): void {
    const [smaller, larger] =
      orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const sign = after ? -1 : 1;
    if (event.key === smaller) resize(size - sign * STEP);
    else if (event.key === larger) resize(size + sign * STEP);
    else if (event.key === 'Home') resize(min);
    else if (event.key === 'End') resize(max);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const place = (event: PointerEvent) =>
    orientation === 'vertical' ? event.clientX : event.clientY;

  return (
    // A separator that can be focused is a widget, with a value: https://www.w3.org/TR/wai-aria-1.2/#separator
    <div
      class={`splitter splitter--${orientation} ${props.class ?? ''}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.min(max, Math.max(min, size))}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={drag}
      onKeyDown={press}
    />
  );
}
