/** BM25 over segments: the best passages for what is asked. */
import { findPostings } from './postings.ts';
import type { Segment } from './segment.ts';

/** The usual values; research on FaQuAD found nothing better for passages of this size. */
const K1 = 1.2;
const B = 0.75;

/** One way to say a thing: one term, or several that stand in the same passage. */
export interface Wording {
  readonly terms: readonly number[];
  /** What its occurrence counts, beside that of the word that was asked. */
  readonly weight: number;
}

/** Something that is asked for, by one word of the question and what means the same. */
export interface Concept {
  readonly wordings: readonly Wording[];
  readonly idf: number;
}

export interface Ranked {
  /** Row of the passage in the database. */
  readonly row: number;
  readonly score: number;
  /** Sum of the weights (idf) of what it holds. */
  readonly matched: number;
}

export interface Ranking {
  readonly concepts: readonly Concept[];
  /** Passages at most. */
  readonly limit: number;
  /** Whether the document at this place of this segment may be found. */
  readonly accepts: (segment: Segment, document: number) => boolean;
  /** Mean length of a passage. */
  readonly meanLength: number;
}

/** Room for the scores of one segment's passages; used again by the next search. */
function createScratch() {
  let size = 0;
  let [scores, matched, frequencies] = [new Float32Array(), new Float32Array(), new Float32Array()];
  let [touched, holders] = [new Uint32Array(), new Uint32Array()];
  return (passages: number) => {
    if (passages > size) {
      size = passages;
      scores = new Float32Array(size);
      matched = new Float32Array(size);
      frequencies = new Float32Array(size);
      touched = new Uint32Array(size);
      holders = new Uint32Array(size);
    }
    return { scores, matched, frequencies, touched, holders };
  };
}

const scratchFor = createScratch();
type Scratch = ReturnType<typeof scratchFor>;

/** How often a concept stands in each passage, whichever way it is said; returns how many hold it. */
function count(segment: Segment, { wordings }: Concept, { frequencies, holders }: Scratch): number {
  let held = 0;
  for (const { terms, weight } of wordings) {
    const postings = findPostings(segment, terms);
    for (let at = postings.start; at < postings.end; at++) {
      const holder = postings.holders[at] as number;
      const before = frequencies[holder] as number;
      if (before === 0) holders[held++] = holder;
      frequencies[holder] = before + weight * (postings.frequencies[at] as number);
    }
  }
  return held;
}

/** Scores every passage that holds something; returns how many do. */
function score(segment: Segment, { concepts, meanLength }: Ranking, scratch: Scratch): number {
  const { scores, matched, frequencies, touched, holders } = scratch;
  const { lengths } = segment;
  const perWord = (K1 * B) / Math.max(1, meanLength);
  let found = 0;
  for (const concept of concepts) {
    const held = count(segment, concept, scratch);
    const weight = concept.idf * (K1 + 1);
    for (let at = 0; at < held; at++) {
      const holder = holders[at] as number;
      const frequency = frequencies[holder] as number;
      frequencies[holder] = 0;
      const before = scores[holder] as number;
      if (before === 0) touched[found++] = holder;
      const norm = K1 * (1 - B) + perWord * (lengths[holder] as number);
      scores[holder] = before + (weight * frequency) / (frequency + norm);
      matched[holder] = (matched[holder] as number) + concept.idf;
    }
  }
  return found;
}

/** Best first; of two that are alike, the one that was written first. */
const compare = (one: Ranked, other: Ranked): number => other.score - one.score || one.row - other.row;

/** Keeps the best ones; a list that is twice as long as needed is cut. */
function createShortList(limit: number) {
  let kept: Ranked[] = [];
  let least = 0;
  const cut = () => {
    kept = kept.sort(compare).slice(0, limit);
    if (kept.length === limit) least = kept.at(-1)?.score ?? 0;
  };
  return {
    get least() {
      return least;
    },
    add(ranked: Ranked): void {
      kept.push(ranked);
      if (kept.length >= 2 * limit) cut();
    },
    take(): Ranked[] {
      cut();
      return kept;
    },
  };
}

/** Not more than `limit` passages, best first. Takes as long as the postings of what is asked are. */
export function rank(segments: readonly Segment[], ranking: Ranking): Ranked[] {
  const best = createShortList(Math.max(1, ranking.limit));
  for (const segment of segments) {
    const scratch = scratchFor(segment.rows.length);
    const { scores, matched, touched } = scratch;
    const found = score(segment, ranking, scratch);
    const { documentOf, documents, rows } = segment;
    for (let at = 0; at < found; at++) {
      const passage = touched[at] as number;
      const reached = scores[passage] as number;
      const document = documentOf[passage] as number;
      if (reached >= best.least && documents.gone[document] === 0 && ranking.accepts(segment, document))
        best.add({ row: rows[passage] as number, score: reached, matched: matched[passage] as number });
      scores[passage] = 0;
      matched[passage] = 0;
    }
  }
  return best.take();
}

/** In how many passages that are not gone the terms stand together. */
export function countHolders(segments: readonly Segment[], terms: readonly number[]): number {
  let holders = 0;
  for (const segment of segments) {
    const postings = findPostings(segment, terms);
    const { documentOf, documents } = segment;
    for (let at = postings.start; at < postings.end; at++)
      holders += documents.gone[documentOf[postings.holders[at] as number] as number] === 0 ? 1 : 0;
  }
  return holders;
}
