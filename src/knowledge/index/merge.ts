/** Several segments to one, without what is gone. */
import { createBreath } from './breath.ts';
import { type DocumentTable, offsetsOf, type Segment } from './segment.ts';

const NOWHERE = 0xffff_ffff;

/** Where each passage of each segment stands in the merged one; NOWHERE for what is gone. */
interface Moves {
  readonly passages: readonly Uint32Array[];
  readonly documents: readonly Uint32Array[];
  readonly passageCount: number;
  readonly documentCount: number;
}

function planMoves(segments: readonly Segment[]): Moves {
  let passageCount = 0;
  let documentCount = 0;
  const documents = segments.map(({ documents: { gone } }) =>
    Uint32Array.from(gone, (isGone) => (isGone ? NOWHERE : documentCount++)),
  );
  const passages = segments.map(({ documentOf }, at) =>
    Uint32Array.from(documentOf, (document) =>
      documents[at]?.[document] === NOWHERE ? NOWHERE : passageCount++,
    ),
  );
  return { passages, documents, passageCount, documentCount };
}

/** Copies what of each segment stays to where it goes. */
function move(
  moves: readonly Uint32Array[],
  copy: (segment: number, from: number, to: number) => void,
): void {
  for (const [segment, places] of moves.entries()) {
    for (let from = 0; from < places.length; from++) {
      const to = places[from] as number;
      if (to !== NOWHERE) copy(segment, from, to);
    }
  }
}

function mergeDocuments(
  segments: readonly Segment[],
  { documents, documentCount: count }: Moves,
): DocumentTable {
  const places = new Map<number, number>();
  const merged = {
    ...{
      ids: new Int32Array(count),
      places,
      collections: new Uint16Array(count),
      staff: new Uint8Array(count),
    },
    ...{ from: new Int32Array(count), until: new Int32Array(count), gone: new Uint8Array(count) },
  };
  const tables = segments.map((segment) => segment.documents);
  move(documents, (segment, from, to) => {
    const table = tables[segment] as DocumentTable;
    for (const column of ['ids', 'collections', 'staff', 'from', 'until'] as const)
      merged[column][to] = table[column][from] as number;
    places.set(table.ids[from] as number, to);
  });
  return merged;
}

function mergePassages(segments: readonly Segment[], { passages, documents, passageCount: count }: Moves) {
  const merged = {
    rows: new Int32Array(count),
    lengths: new Uint16Array(count),
    documentOf: new Uint32Array(count),
  };
  move(passages, (at, from, to) => {
    const segment = segments[at] as Segment;
    merged.rows[to] = segment.rows[from] as number;
    merged.lengths[to] = segment.lengths[from] as number;
    merged.documentOf[to] = documents[at]?.[segment.documentOf[from] as number] as number;
  });
  return merged;
}

type Visit = (term: number, holder: number, frequency: number) => void;

/** Every posting that stays, segment by segment, in steps. */
async function visitPostings(
  segments: readonly Segment[],
  { passages }: Moves,
  placeOf: (term: number) => number,
  visit: Visit,
): Promise<void> {
  const breathe = createBreath();
  for (const [at, { terms, offsets, holders, frequencies }] of segments.entries()) {
    const moved = passages[at] as Uint32Array;
    for (const [id, term] of terms) {
      const place = placeOf(id);
      const end = offsets[term + 1] as number;
      for (let posting = offsets[term] as number; posting < end; posting++) {
        const holder = moved[holders[posting] as number] as number;
        if (holder !== NOWHERE) visit(place, holder, frequencies[posting] as number);
      }
      if (term % 256 === 0) await breathe();
    }
  }
}

/** The segments stay as they are, and can be searched meanwhile. */
export async function mergeSegments(segments: readonly Segment[]): Promise<Segment> {
  const moves = planMoves(segments);
  const known = new Map<number, number>();
  for (const { terms } of segments)
    for (const id of terms.keys()) if (!known.has(id)) known.set(id, known.size);
  const counts = new Uint32Array(known.size);
  const placeOf = (id: number) => known.get(id) as number;
  await visitPostings(segments, moves, placeOf, (term) => {
    counts[term] = (counts[term] as number) + 1;
  });
  const offsets = offsetsOf(counts);
  const next = offsets.slice(0, known.size);
  const holders = new Uint32Array(offsets.at(-1) ?? 0);
  const frequencies = new Uint8Array(holders.length);
  await visitPostings(segments, moves, placeOf, (term, holder, frequency) => {
    const place = next[term] as number;
    next[term] = place + 1;
    holders[place] = holder;
    frequencies[place] = frequency;
  });
  // A term that nobody holds any more goes with those who held it.
  const terms = new Map([...known].filter(([, term]) => (counts[term] as number) > 0));
  return {
    ...mergePassages(segments, moves),
    documents: mergeDocuments(segments, moves),
    terms,
    offsets,
    holders,
    frequencies,
  };
}
