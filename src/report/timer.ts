/** A timeout of which there is one at a time, by the browser's own functions: pages replace them, and tests of pages. */
export interface Timer {
  readonly isSet: () => boolean;
  /** In place of the one before. */
  readonly set: (ms: number) => void;
  readonly clear: () => void;
}

export function createTimer(run: () => void): Timer {
  const { setTimeout, clearTimeout } = globalThis;
  let timeout: ReturnType<typeof setTimeout> | undefined;

  function clear(): void {
    clearTimeout(timeout);
    timeout = undefined;
  }

  return {
    isSet: () => timeout !== undefined,
    set(ms) {
      clear();
      timeout = setTimeout(() => {
        timeout = undefined;
        run();
      }, ms);
    },
    clear,
  };
}
