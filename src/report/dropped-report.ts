import type { Tracer } from '../trace/tracer.ts';
import type { Counts } from './ledger.ts';

/** Once spans get through again, one more tells how many didn't, and why. */
export function createDroppedReport({ startSpan }: Tracer, counts: Counts): () => void {
  let told = '';
  let delivered = 0;
  return () => {
    const { paused: _, ...dropped } = counts.dropped;
    const now = JSON.stringify(dropped);
    // Another one while Zipkin is away would only be one more to be dropped.
    if (now === told || now === '{}' || counts.delivered === delivered) return;
    told = now;
    delivered = counts.delivered;
    const tags = Object.entries(dropped).map(([why, spans]) => [`rootspan.dropped.${why}`, spans]);
    startSpan('spans dropped', { parent: null, tags: Object.fromEntries(tags) }).finish();
  };
}
