import type { Ledger, Obstacle } from '../../src/bridge/protocol.ts';

/** How the page's spans get to Zipkin, as far as the reader should know. */
export interface Delivery {
  /** Where they are to go. */
  readonly zipkin: string;
  readonly obstacle: Obstacle | undefined;
  /** Spans that will never be there, by why. */
  readonly lost: readonly (readonly [why: string, spans: number])[];
}

const OBSTACLES: readonly unknown[] = [
  'connect-src',
  'local-network-access',
  'cors',
] satisfies Obstacle[];

/** Anyone in the page can say such a thing, so it is looked at piece by piece. */
export function readDelivery(zipkin: string, obstacle: unknown, ledger: unknown): Delivery {
  const { refused, dropped } = (ledger ?? {}) as Partial<Ledger>;
  const counts: [string, unknown][] = [['refused by Zipkin', refused]];
  if (typeof dropped === 'object') counts.push(...Object.entries(dropped ?? {}).slice(0, 10));
  return {
    zipkin,
    obstacle: isObstacle(obstacle) ? obstacle : undefined,
    // What finished while it was paused nobody misses.
    lost: counts.filter(
      (count): count is [string, number] => count[0] !== 'paused' && isLost(count),
    ),
  };
}

function isObstacle(value: unknown): value is Obstacle {
  return OBSTACLES.includes(value);
}

function isLost([, spans]: readonly [string, unknown]): boolean {
  return typeof spans === 'number' && spans > 0;
}
