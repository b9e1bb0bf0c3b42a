import type { ZipkinAnnotation, ZipkinSpan } from '../../src/bridge/protocol.ts';
import { normalizeSpan } from './normalize-span.ts';
import { agreement, contradict, type Face, faceOf, joinEndpoints, joinFaces } from './same-side.ts';
import { tellingName } from './telling-name.ts';

/** Pieces of one id are compared with that many sides; those beyond stay as they came. */
const MOST_SIDES = 200;

/**
 * All that is known of a trace's spans, each side of each span once.
 *
 * A span can arrive in pieces, several times, and from several sources: live from the page, then from
 * Zipkin, which hands out what it was sent as it was sent. Pieces of one side are joined; where they
 * disagree on a value, the first has it. Pieces that contradict each other on whose they are, or when, stay
 * apart: no span is lost. Merging what was merged changes nothing.
 */
export function mergeSpans(...sources: (readonly ZipkinSpan[])[]): ZipkinSpan[] {
  const byId = new Map<string, ZipkinSpan[]>();
  for (const source of sources) {
    for (const piece of source) {
      const span = normalizeSpan(piece);
      // The lower half of the trace id alone: some tracers cut it to that.
      const key = span.traceId.slice(16) + span.id;
      const namesakes = byId.get(key);
      if (namesakes) namesakes.push(span);
      else byId.set(key, [span]);
    }
  }
  return [...byId.values()].flatMap((pieces) => (pieces.length === 1 ? pieces : joinSides(pieces)));
}

interface Side {
  face: Face;
  /** Its pieces, by their place among all pieces of the id. */
  readonly places: number[];
}

/** The pieces of one id as its sides: mostly one, or a client and the server that shares its id. */
function joinSides(pieces: readonly ZipkinSpan[]): ZipkinSpan[] {
  const sides: Side[] = [];
  // Those that say whose they are go first, so that the vague ones can find out where they belong.
  const clearestFirst = [...pieces.entries()].sort(([, a], [, b]) => vagueness(a) - vagueness(b));
  for (const [place, piece] of clearestFirst) {
    const side = sideOf(piece, sides);
    if (side) {
      side.face = joinFaces(side.face, piece);
      side.places.push(place);
    } else {
      sides.push({ face: faceOf(piece), places: [place] });
    }
  }

  const hasClient = sides.some(({ face }) => face.kind === 'CLIENT');
  // Their own order again, since the first has the say.
  for (const { places } of sides) places.sort((a, b) => a - b);
  sides.sort(({ places: [a = 0] }, { places: [b = 0] }) => a - b);
  return sides.map(({ face, places }) => {
    const own = places.flatMap((place) => pieces[place] ?? []);
    const joined = own.reduce(joinPieces);
    // On whose it is and when it was, the clearest piece has it.
    const span = { ...joined, ...face };
    // A page that came back told of its end after all.
    if (span.duration && own.some(({ duration }) => !duration)) span.tags = withoutMark(span.tags);
    // Some servers take their client's id without saying so.
    return hasClient && span.kind === 'SERVER' ? { ...span, shared: true } : span;
  });
}

function sideOf(piece: ZipkinSpan, sides: readonly Side[]): Side | undefined {
  // A tracer that gives everything the same id would keep us busy for minutes.
  if (sides.length > MOST_SIDES) return undefined;
  let best: Side | undefined;
  let most = -1;
  for (const side of sides) {
    if (contradict(side.face, piece)) continue;
    const agreed = agreement(side.face, piece);
    if (agreed > most) [best, most] = [side, agreed];
  }
  return best;
}

/** How little a piece says of whose it is; clients before the servers that share their ids. */
function vagueness({ kind, shared, localEndpoint }: ZipkinSpan): number {
  const isServer = shared || kind === 'SERVER';
  return (kind || shared ? 0 : 4) + (localEndpoint?.serviceName ? 0 : 2) + (isServer ? 1 : 0);
}

function joinPieces(one: ZipkinSpan, other: ZipkinSpan): ZipkinSpan {
  return {
    traceId: isCut(one.traceId) ? other.traceId : one.traceId,
    id: one.id,
    parentId: one.parentId ?? other.parentId,
    // Often a server learns of its route only after its first report.
    name: tellingName(one.name, other.name) || undefined,
    remoteEndpoint: joinEndpoints(one.remoteEndpoint, other.remoteEndpoint),
    annotations: joinAnnotations(one.annotations, other.annotations),
    tags: one.tags && other.tags ? { ...other.tags, ...one.tags } : (one.tags ?? other.tags),
    debug: one.debug || other.debug,
  };
}

function withoutMark(tags: ZipkinSpan['tags']): ZipkinSpan['tags'] {
  const { 'rootspan.incomplete': _, ...others } = tags ?? {};
  return tags && others;
}

function isCut(traceId: string): boolean {
  return traceId.startsWith('0'.repeat(16));
}

type Annotations = readonly ZipkinAnnotation[] | undefined;

function joinAnnotations(one: Annotations, other: Annotations): Annotations {
  if (!one || !other) return one ?? other;
  const distinct = new Map<string, ZipkinAnnotation>();
  for (const annotation of [...one, ...other]) {
    distinct.set(`${annotation.timestamp} ${annotation.value}`, annotation);
  }
  return [...distinct.values()].sort((a, b) => a.timestamp - b.timestamp);
}
