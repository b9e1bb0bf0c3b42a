/**
 * What could not be sent, kept across pages: batches of spans as they go over the wire, so that other versions of
 * Rootspan can read them. What there is, is told by the keys alone.
 */
import { createStore, promisifyRequest } from 'idb-keyval';
import { type Encoded, measure } from './encode.ts';
import { type Counts, drop } from './ledger.ts';
import { stash, unstash } from './stash.ts';

export interface QueueOptions {
  /** Where its spans are to be sent: each endpoint has a queue of its own. */
  readonly url: string;
  /** Past so many the oldest go. */
  readonly mostBytes: number;
  /** How long (ms) they are kept. */
  readonly longest: number;
  readonly counts: Counts;
}

/** The key of a batch. */
export type Entry = [
  url: string,
  time: number,
  id: number,
  spans: number,
  bytes: number,
  isCopy: 0 | 1,
];

export interface Batch {
  readonly entry: Entry;
  readonly spans: readonly Encoded[];
}

export interface PutOptions {
  /** It was sent already, in a way that has no answer, and is to be sent once more by a later page. */
  readonly isCopy?: boolean;
  /** Since when it waits. @defaultValue now */
  readonly time?: number;
  /** The page is left, and what is not done when this returns may not be done any more. */
  readonly isLast?: boolean;
}

/** Rejects where the browser won't store anything, but for `put`. */
export interface Queue {
  /** Tells whether that was possible. Begins at once, since the page may be going. */
  put(spans: readonly Encoded[], options: PutOptions): Promise<boolean>;
  /** What this page may send, the oldest first. What is out of bounds is dropped. */
  list(): Promise<Entry[]>;
  /** Those of them that can be read. Others are left alone until they are too old. */
  read(entries: readonly Entry[]): Promise<Batch[]>;
  remove(entries: readonly Entry[]): Promise<void>;
  /** How many of the spans were put there by this page. */
  countOwn(entries: readonly Entry[]): number;
  /** Does it, unless another page is at it. */
  alone(work: () => Promise<void>): Promise<void>;
}

type Use = ReturnType<typeof createStore>;

/** How long (ms) a page without Web Locks has the queue to itself. */
const LEASE = 60_000;

export function createQueue({ url, mostBytes, longest, counts }: QueueOptions): Queue {
  const own = new Set<number>();
  let store: Use | undefined;

  const use: Use = async (mode, work) => {
    if (!mostBytes) throw new Error('not wanted');
    store ??= createStore('rootspan', 'queue');
    return store(mode, (objects) => {
      const { db } = objects.transaction;
      // Whoever deletes the page's databases would wait for us for ever.
      db.onversionchange = () => {
        db.close();
        store = undefined;
      };
      return work(objects);
    });
  };

  function write(work: (objects: IDBObjectStore) => void): Promise<void> {
    return use('readwrite', async (objects) => {
      work(objects);
      // A page that goes has no time for the transaction to end by itself.
      objects.transaction.commit?.();
      await promisifyRequest(objects.transaction);
    });
  }

  function take(entry: Entry, texts: readonly string[]): Promise<boolean> {
    return write((objects) => objects.put(texts, entry)).then(
      () => true,
      () => false,
    );
  }

  function remove(entries: readonly Entry[]): Promise<void> {
    return write((objects) => {
      for (const entry of entries) {
        own.delete(entry[2]);
        objects.delete(entry);
      }
    });
  }

  function countOwn(entries: readonly Entry[]): number {
    return countSpans(entries.filter(([, , id, , , isCopy]) => !isCopy && own.has(id)));
  }

  function lose(why: 'too old' | 'queue full', [, , id, spans, , isCopy]: Entry): void {
    // Of a copy the page that sent it has said what became of it.
    if (isCopy) return;
    if (own.has(id)) counts.stored -= spans;
    else counts.takenOver += spans;
    drop(counts, why, spans);
  }

  return {
    async put(spans, { isCopy, time = Date.now(), isLast }) {
      const id = Math.random();
      const bytes = spans.reduce((sum, span) => sum + span.bytes, 0);
      const entry: Entry = [url, time, id, spans.length, bytes, isCopy ? 1 : 0];
      own.add(id);
      const texts = spans.map(({ text }) => text);
      return (isLast && mostBytes > 0 && stash(entry, texts)) || take(entry, texts);
    },
    async list() {
      const entries = (await use('readonly', allKeys)).filter(isEntry).reverse();
      const lost: Entry[] = [];
      let room = mostBytes;
      const kept = entries.filter((entry) => {
        const [to, time, id, , bytes, isCopy] = entry;
        const isOld = Date.now() - time > longest;
        if (to === url) room -= bytes;
        else if (!isOld) return false;
        if (isOld || room < 0) {
          lose(isOld ? 'too old' : 'queue full', entry);
          lost.push(entry);
          return false;
        }
        // Its copies are for the pages that come later.
        return !(isCopy && own.has(id));
      });
      if (lost.length) await remove(lost);
      return kept.reverse();
    },
    async read(entries) {
      const values: unknown[] = await use('readonly', (objects) =>
        Promise.all(entries.map((entry) => promisifyRequest(objects.get(entry)))),
      );
      return values.flatMap((spans, i) => {
        const entry = entries[i];
        return entry && Array.isArray(spans) && spans.every((span) => typeof span === 'string')
          ? { entry, spans: spans.map(measure) }
          : [];
      });
    },
    remove,
    countOwn,
    async alone(send) {
      const work = async () => {
        await unstash(async (entry, texts) => isEntry(entry) && take(entry, texts));
        await send();
      };
      const { locks } = navigator;
      if (locks) {
        // So that nothing is found on Object.prototype, where anything may be.
        const options = { __proto__: null, ifAvailable: true };
        return locks.request('rootspan', options, (lock) => (lock ? work() : undefined));
      }
      const isFree = await use('readwrite', async (objects) => {
        const until: unknown = await promisifyRequest(objects.get('lease'));
        if (Number(until) > Date.now()) return false;
        objects.put(Date.now() + LEASE, 'lease');
        return true;
      });
      if (!isFree) return;
      try {
        await work();
      } finally {
        await write((objects) => objects.delete('lease'));
      }
    },
  };
}

function allKeys(objects: IDBObjectStore): Promise<IDBValidKey[]> {
  return promisifyRequest(objects.getAllKeys());
}

/** Another version may have other keys. */
function isEntry(key: unknown): key is Entry {
  const [url, ...numbers]: unknown[] = Array.isArray(key) ? key : [];
  return typeof url === 'string' && numbers.length === 5 && numbers.every(Number.isFinite);
}

function countSpans(entries: readonly Entry[]): number {
  return entries.reduce((sum, [, , , spans]) => sum + spans, 0);
}
