/** Why a span never reached Zipkin. */
export type Loss =
  /** Its trace had more spans than one trace may have. */
  | 'trace too long'
  /** It could not be stored, and too many others waited with it. */
  | 'memory full'
  /** More than `queueBytes` were stored. */
  | 'queue full'
  /** It was stored for more than `queueHours`. */
  | 'too old'
  /** It finished while Rootspan was paused. */
  | 'paused';

/**
 * What became of this page's reports. A span is one; where it was told of while it was open, because the page was
 * left, that was one more. At any time
 *
 *     created + takenOver = open + held + sampledOut + waiting + stored + delivered + unconfirmed + refused + dropped
 */
export interface Ledger {
  readonly created: number;
  /** Taken out of the queue, where other pages had put them. */
  readonly takenOver: number;
  /** Not finished. */
  readonly open: number;
  /** Finished, and kept back until it is known whether their trace is worth reporting. */
  readonly held: number;
  /** Of traces that the sampler, or whoever called, decided not to report. */
  readonly sampledOut: number;
  /** In memory, or on their way. */
  readonly waiting: number;
  /** In the queue, for this page or a later one. */
  readonly stored: number;
  /** Zipkin said that it has them. */
  readonly delivered: number;
  /** Sent in a way that has no answer: a beacon, `fetchLater`, or `no-cors`. */
  readonly unconfirmed: number;
  /** Zipkin said that it won't have them. */
  readonly refused: number;
  readonly dropped: Readonly<Partial<Record<Loss, number>>>;
}

/** The ledger as it is being kept. */
export type Counts = { -readonly [Fate in keyof Omit<Ledger, 'dropped'>]: number } & {
  readonly dropped: Partial<Record<Loss, number>>;
};

export function createCounts(): Counts {
  return {
    created: 0,
    takenOver: 0,
    open: 0,
    held: 0,
    sampledOut: 0,
    waiting: 0,
    stored: 0,
    delivered: 0,
    unconfirmed: 0,
    refused: 0,
    dropped: {},
  };
}

/** So many of those that waited have met their fate. */
export function settle(
  counts: Counts,
  fate: 'stored' | 'delivered' | 'unconfirmed' | 'refused',
  spans: number,
): void {
  counts.waiting -= spans;
  counts[fate] += spans;
}

export function drop({ dropped }: Counts, why: Loss, spans: number): void {
  if (spans) dropped[why] = (dropped[why] ?? 0) + spans;
}
