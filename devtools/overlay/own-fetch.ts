/**
 * A `fetch` that the page doesn't notice: of a frame in the panel's shadow root, with natives of its own, and the
 * page's origin and policy.
 *
 * What the page calls by that name is traced by Rootspan, and may be wrapped by others too.
 */
export function ownFetch(root: ShadowRoot): typeof fetch {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  root.append(frame);
  // It has no window while the panel is outside of the document, and another one each time it is put back.
  return (...request) => (frame.contentWindow ?? window).fetch(...request);
}
