export interface Scheduled {
  /** Asks for the work to be done. */
  request(): void;
  /** Does it now, if it was asked for. */
  flush(): void;
  cancel(): void;
}

/** Work that is done once per frame, however often it is asked for; not at all while nobody looks. */
export function oncePerFrame(
  work: () => void,
  frames: Pick<typeof globalThis, 'requestAnimationFrame' | 'cancelAnimationFrame'> = globalThis,
): Scheduled {
  let frame: number | undefined;
  const run = () => {
    frame = undefined;
    work();
  };
  return {
    request() {
      frame ??= frames.requestAnimationFrame(run);
    },
    flush() {
      if (frame === undefined) return;
      frames.cancelAnimationFrame(frame);
      run();
    },
    cancel() {
      if (frame !== undefined) frames.cancelAnimationFrame(frame);
      frame = undefined;
    },
  };
}
