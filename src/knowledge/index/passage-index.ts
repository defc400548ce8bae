/**
 * The index of one process: segments, newest last, and the dictionary. Everything that searches is
 * synchronous, so that no search sees half a change.
 */
import type { Audience } from '../../knowledge.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import { mergeSegments } from './merge.ts';
import { type Concept, countHolders, type Ranked, rank } from './ranking.ts';
import { createSegmentBuilder, type Segment, type SegmentBuilder } from './segment.ts';

/** Segments beside the first that are searched; with more of them they become one. */
const MOST_SMALL = 4;
/** Share of all passages that may be small or gone before everything becomes one segment. */
const LOOSE_SHARE = 0.25;

export interface Filter {
  /** All where left out. */
  readonly collections?: readonly string[] | undefined;
  readonly audience: Audience;
  /** Days since 1970. */
  readonly day: number;
}

export interface PassageIndex {
  readonly dictionary: Dictionary;
  /** Passages that can be found. */
  readonly passages: number;
  /** Another number after every change of what can be found. */
  readonly version: number;
  /** Rows of the passages that can be found. */
  rows(): readonly number[];
  createBuilder(): SegmentBuilder;
  add(segment: Segment): void;
  has(documentId: number): boolean;
  /** Documents that are in no build that is searched, or are again. */
  setGone(documentIds: readonly number[], isGone: boolean): void;
  /** In how many passages the terms stand together. */
  countHolders(terms: readonly number[]): number;
  rank(concepts: readonly Concept[], filter: Filter, limit: number): Ranked[];
  /** Makes few segments of many, where that is worth it. Searches go on meanwhile; changes must wait. */
  compact(): Promise<void>;
}

interface Totals {
  readonly passages: number;
  readonly all: number;
  readonly words: number;
}

function total(segments: readonly Segment[]): Totals {
  let [passages, all, words] = [0, 0, 0];
  for (const { documentOf, documents, lengths } of segments) {
    all += documentOf.length;
    for (let passage = 0; passage < documentOf.length; passage++) {
      if (documents.gone[documentOf[passage] as number] !== 0) continue;
      passages++;
      words += lengths[passage] as number;
    }
  }
  return { passages, all, words };
}

function createAccept(filter: Filter, collections: readonly string[]) {
  const names = filter.collections && new Set(filter.collections);
  const wanted = names && collections.map((name) => names.has(name));
  return ({ documents }: Segment, place: number): boolean =>
    (filter.audience === 'staff' || documents.staff[place] === 0) &&
    (documents.from[place] as number) <= filter.day &&
    (documents.until[place] as number) >= filter.day &&
    (wanted === undefined || wanted[documents.collections[place] as number] === true);
}

/** Counted for all indexes of the process, so that no two states have the same number. */
let versions = 0;

export function createPassageIndex(): PassageIndex {
  const dictionary = createDictionary();
  const collections: string[] = [];
  let segments: readonly Segment[] = [];
  let totals = total([]);
  let version = 0;
  const use = (changed: readonly Segment[]) => {
    segments = changed;
    version = ++versions;
    totals = total(segments);
  };
  const collectionOf = (name: string): number => {
    const place = collections.indexOf(name);
    return place >= 0 ? place : collections.push(name) - 1;
  };
  return {
    dictionary,
    get passages() {
      return totals.passages;
    },
    get version() {
      return version;
    },
    rows: () =>
      segments.flatMap(({ rows, documentOf, documents }) =>
        [...rows].filter((_, place) => documents.gone[documentOf[place] as number] === 0),
      ),
    createBuilder: () => createSegmentBuilder(collectionOf),
    add: (segment) => use([...segments, segment]),
    has: (id) => segments.some(({ documents }) => documents.places.has(id)),
    setGone(ids, isGone) {
      for (const { documents } of segments) {
        for (const id of ids) {
          const place = documents.places.get(id);
          if (place !== undefined) documents.gone[place] = isGone ? 1 : 0;
        }
      }
      use(segments);
    },
    countHolders: (terms) => countHolders(segments, terms),
    rank: (concepts, filter, limit) =>
      rank(segments, {
        ...{ concepts, limit, accepts: createAccept(filter, collections) },
        meanLength: totals.words / Math.max(1, totals.passages),
      }),
    async compact() {
      const [first, ...small] = segments;
      if (first === undefined) return;
      const loose = totals.all - totals.passages + small.reduce((sum, { rows }) => sum + rows.length, 0);
      if (loose > totals.all * LOOSE_SHARE && (small.length > 0 || totals.all > totals.passages))
        use([await mergeSegments(segments)]);
      else if (small.length > MOST_SMALL) use([first, await mergeSegments(small)]);
    },
  };
}
