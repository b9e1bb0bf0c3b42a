/** Listens to the page, or the worker, until the returned function is called. */
export function listen(listeners: Readonly<Record<string, (event: Event) => void>>): () => void {
  function each(how: 'addEventListener' | 'removeEventListener'): void {
    for (const [type, listener] of Object.entries(listeners)) {
      // Those of the document don't all rise to its window, and those of elements are none of our business.
      globalThis[how]?.(type, listener, type.endsWith('change'));
    }
  }
  each('addEventListener');
  return () => each('removeEventListener');
}
