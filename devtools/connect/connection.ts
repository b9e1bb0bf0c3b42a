import type { PageMessage } from '../../src/bridge/protocol.ts';

/** What a connection tells the panel. */
export interface ConnectionEvents {
  /** A hello comes first after each time that a page was reached: on opening, and after each navigation. */
  onMessage(message: PageMessage): void;
  /** The page went away. The connection goes on looking for the next one by itself. */
  onClose(): void;
}

/** A way to the page: looks for it, again after each navigation, until the returned function is called. */
export type Connect = (events: ConnectionEvents) => () => void;
