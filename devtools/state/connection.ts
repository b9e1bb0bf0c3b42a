import { type Hello, PROTOCOL_VERSION } from '../../src/bridge/protocol.ts';

/** Whether spans come in. */
export type Connection =
  /** No page with the library in it has answered yet, or the one that did went away. */
  | { readonly state: 'looking' }
  | Connected
  /** The user doesn't want any now, or nobody looks. */
  | { readonly state: 'paused' };

interface Connected {
  readonly state: 'connected';
  readonly service: string;
  /** The headers that the page sends, as far as it tells. */
  readonly headers: readonly string[];
  /** The page's library may say things that this panel doesn't understand. */
  readonly isNewer: boolean;
}

/** Anyone in the page can say hello, so it is looked at piece by piece. */
export function readHello({ version, service, headers }: Hello): Connected {
  return {
    state: 'connected',
    service: typeof service === 'string' ? service : '',
    headers: Array.isArray(headers) ? headers.filter((name) => typeof name === 'string') : [],
    isNewer: version > PROTOCOL_VERSION,
  };
}
