/** Passages with their words, from the database; those that are asked for again and again are kept. */
import { LRUCache } from 'lru-cache';
import type { Database } from '../database.ts';
import type { Passage } from '../knowledge.ts';
import { fetchPassages } from './fetch-passages.ts';
import { type PassageText, readText } from './passage-text.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

export const CACHED_PASSAGES = 4_000;
/** With more words than this, all is read anew: documents come and go, and their words with them. */
const MOST_WORDS = 200_000;

export interface ReadPassage {
  readonly passage: Passage;
  readonly text: PassageText;
}

export interface ReadPassages {
  readonly vocabulary: Vocabulary;
  /** By their rows; without those that are gone meanwhile. */
  readonly passages: ReadonlyMap<number, ReadPassage>;
}

/** Rows never change, so what was read once need not be read again. */
export function createPassageReader(database: Database) {
  const known = new LRUCache<number, ReadPassage>({ max: CACHED_PASSAGES });
  let vocabulary = createVocabulary();
  return async function read(rows: readonly number[]): Promise<ReadPassages> {
    const own = vocabulary;
    const passages = new Map(
      rows.flatMap((row) => {
        const kept = known.get(row);
        return kept ? [[row, kept] as const] : [];
      }),
    );
    const fetched = await fetchPassages(
      database,
      rows.filter((row) => !passages.has(row)),
    );
    // The words of all must be of one vocabulary.
    if (vocabulary !== own) return read(rows);
    for (const [row, passage] of fetched) {
      const one = { passage, text: readText(passage.text, own) };
      known.set(row, one);
      passages.set(row, one);
    }
    if (own.size > MOST_WORDS) {
      known.clear();
      vocabulary = createVocabulary();
    }
    return { vocabulary: own, passages };
  };
}
