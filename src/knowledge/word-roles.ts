/** What a word of a passage has to do with a question: worked out once for each word of a search. */
import type { Dictionary } from './index/dictionary.ts';
import type { Concept } from './index/ranking.ts';
import type { Query } from './query.ts';
import { gramsOf, type Vocabulary } from './vocabulary.ts';

/** What a word counts for one of the question's concepts. */
interface Part {
  readonly concept: number;
  readonly weight: number;
}

export interface WordRole {
  /** Its place among the question's different words; -1 where it is none of them. */
  readonly asked: number;
  readonly parts: readonly Part[];
  /** Places of the question's pieces of words that it holds. */
  readonly grams: readonly number[];
}

/** The question, numbered. */
export interface AskedShape {
  readonly concepts: readonly Concept[];
  /** Weight of each different word; 0 for a stop word. */
  readonly words: readonly number[];
  /** Weight of each two words that stand side by side, by `first * words + second`. */
  readonly pairs: ReadonlyMap<number, number>;
  readonly grams: number;
  /** By its number in the vocabulary; null for a word that has nothing to do with the question. */
  roleOf(word: number): WordRole | null;
}

const NO_PARTS: readonly Part[] = [];

const idfOf = (concept: Concept | undefined): number => concept?.idf ?? 0;

function partsByTerm(concepts: readonly Concept[]): ReadonlyMap<number, readonly Part[]> {
  const parts = concepts.flatMap(({ wordings }, concept) =>
    wordings.flatMap(({ terms, weight }) =>
      terms.map((term) => ({ term, part: { concept, weight: weight / terms.length } })),
    ),
  );
  const grouped = Map.groupBy(parts, ({ term }) => term);
  return new Map([...grouped].map(([term, some]) => [term, some.map(({ part }) => part)]));
}

/** Numbers the different ones, in their order. */
const numberAll = (keys: Iterable<string>): ReadonlyMap<string, number> =>
  new Map([...new Set(keys)].map((key, place) => [key, place]));

function weighPairs({ words }: Query, places: ReadonlyMap<string, number>): ReadonlyMap<number, number> {
  return new Map(
    words.slice(1).map((second, at) => {
      const first = words[at] ?? second;
      const key = (places.get(first.word) ?? 0) * places.size + (places.get(second.word) ?? 0);
      return [key, idfOf(first.concept) + idfOf(second.concept)];
    }),
  );
}

/** Those that some passage has, by their number. */
const byNumber = (
  places: ReadonlyMap<string, number>,
  find: (key: string) => number | undefined,
): ReadonlyMap<number, number> =>
  new Map(
    [...places].flatMap(([key, place]) => {
      const number = find(key);
      return number === undefined ? [] : [[number, place]];
    }),
  );

/** What a question asks of every word, worked out as words are met. */
export function shapeQuestion(query: Query, vocabulary: Vocabulary, dictionary: Dictionary): AskedShape {
  const { concepts, words } = query;
  const places = numberAll(words.map(({ word }) => word));
  const grams = numberAll(words.flatMap(({ word, concept }) => (concept ? gramsOf(word) : [])));
  const askedAt = byNumber(places, vocabulary.find);
  const gramAt = byNumber(grams, vocabulary.findPiece);
  const byTerm = partsByTerm(concepts);
  const weights = new Map(words.map(({ word, concept }) => [word, idfOf(concept)]));
  const read = (word: number): WordRole | null => {
    const asked = askedAt.get(word) ?? -1;
    const held: number[] = [];
    for (const piece of vocabulary.piecesOf(word)) {
      const place = gramAt.get(piece);
      if (place !== undefined) held.push(place);
    }
    const parts = vocabulary.termsOf(word, dictionary).flatMap((term) => byTerm.get(term) ?? NO_PARTS);
    return asked >= 0 || parts.length > 0 || held.length > 0 ? { asked, parts, grams: held } : null;
  };
  const known = new Map<number, WordRole | null>();
  return {
    concepts,
    words: [...places.keys()].map((word) => weights.get(word) ?? 0),
    pairs: weighPairs(query, places),
    grams: grams.size,
    roleOf(word) {
      let role = known.get(word);
      if (role === undefined) {
        role = read(word);
        known.set(word, role);
      }
      return role;
    },
  };
}
