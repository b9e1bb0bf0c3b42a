import type { PageMessage } from '../../src/bridge/protocol.ts';

/** What a connection tells the panel. */
export interface ConnectionEvents {
  /** A hello comes first after each time that a page was reached: on opening, and after each navigation. */
  onMessage(message: PageMessage): void;
  /** The page went away. The connection goes on looking for the next one by itself. */
  onClose(): void;
}

/** A way to the page: looks for it, again after each navigation, until what it returns is called. */
export type Connect = (events: ConnectionEvents) => Leave;

/** Ends a connection. */
export interface Leave {
  (): void;
  /** Has the page that was reached force the traces that begin from now on, or no more. It ends with the connection. */
  readonly force?: (on: boolean) => void;
}
