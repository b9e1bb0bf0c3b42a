import type { VNode } from 'preact';

/** Strokes on a grid of 16, as in Chrome's own DevTools. */
const PATHS = {
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6L12.5 8z',
  clear: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM4.2 4.2l7.6 7.6',
  force: 'M9 2L4 9h3.5L7 14l5-7H8.5z',
  close: 'M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  done: 'M3 8.5l3.3 3.3L13 4.8',
  open: 'M9.5 2.5h4v4M13.5 2.5L7.5 8.5M6.5 3.5h-4v10h10v-4',
  back: 'M9.8 3.2L5 8l4.8 4.8',
  chevron: 'M6 4l4 4l-4 4',
  collapse: 'M2.5 2.5h11v11h-11zM5.2 8h5.6',
  expand: 'M2.5 2.5h11v11h-11zM5.2 8h5.6M8 5.2v5.6',
  auto: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM8 2.5v11M8 5h4.4M8 8h5.4M8 11h4.4',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6zM8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1',
  dark: 'M13 9.6A5.6 5.6 0 0 1 6.4 3A5.6 5.6 0 1 0 13 9.6z',
  error: 'M8 2.2a5.8 5.8 0 1 0 0 11.6a5.8 5.8 0 0 0 0-11.6zM8 5v3.6M8 10.6v.6',
  warning: 'M8 2.5l6 11h-12zM8 6.5v3.2M8 11.3v.6',
  search: 'M7 2.8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 0 0 0-8.4zM10.2 10.2l3.3 3.3',
} as const;

export type IconName = keyof typeof PATHS;

/** A small picture beside text that says the same, or in a button that has a label. */
export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class={`icon icon--${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
