import { createHash } from 'node:crypto';

/** Whether services fail: as often as the seed says, never, or whenever they can. */
export type Failures = 'seeded' | 'none' | 'all';

/** What fate has in store for one request. */
export interface Roll {
  readonly fails: boolean;
  /** How long the work takes, in milliseconds. */
  readonly delay: number;
}

export interface DiceOptions {
  readonly service: string;
  /** Share of requests that fail, 0 to 1. */
  readonly failureRate: number;
  /** Shortest and longest delay in milliseconds; short ones are more frequent. */
  readonly delay: readonly [number, number];
  /** The environment by default, where the demo puts its own. */
  readonly seed?: string;
  readonly failures?: string;
}

/**
 * Delays and failures that look like chance and come out the same for the same seed.
 *
 * Each roll derives from the seed, the service, what is asked and how often that was asked before.
 * So the n-th look at order 1042 always goes the same way, whatever else goes on at the same time.
 */
export function createDice(options: DiceOptions): (question: string) => Roll {
  const { service, failureRate, delay } = options;
  const { seed = process.env.DEMO_SEED ?? '1', failures = process.env.DEMO_FAILURES } = options;
  const rate = failures === 'none' ? 0 : failures === 'all' ? 1 : failureRate;
  const [shortest, longest] = delay;
  const asked = new Map<string, number>();

  return (question) => {
    const times = asked.get(question) ?? 0;
    asked.set(question, times + 1);
    const [luck, pace] = fractions(`${seed} ${service} ${question} ${times}`);
    return { fails: luck < rate, delay: shortest + (longest - shortest) * pace ** 2 };
  };
}

/** Two numbers from 0 up to 1 that the text decides. */
function fractions(text: string): [number, number] {
  const hash = createHash('sha256').update(text).digest();
  return [hash.readUInt32BE(0) / 2 ** 32, hash.readUInt32BE(4) / 2 ** 32];
}
