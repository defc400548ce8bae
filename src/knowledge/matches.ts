/** Counts what of a question stands in a passage, in one pass over its words. */
import type { PassageText } from './passage-text.ts';
import type { AskedShape, WordRole } from './word-roles.ts';

/** Two concepts so many words apart have to do with one another. */
const NEAR_WORDS = 8;

type Tally = Map<number, number>;

/** How often each stands there, by its place in the question's shape. */
export interface Counts {
  readonly words: ReadonlyMap<number, number>;
  /** By `first * words + second`. */
  readonly pairs: ReadonlyMap<number, number>;
  /** Concepts near one another, by `lesser * concepts + greater`. */
  readonly near: ReadonlyMap<number, number>;
  readonly grams: ReadonlyMap<number, number>;
  readonly concepts: ReadonlyMap<number, number>;
  readonly sentences: readonly { readonly concepts: ReadonlyMap<number, number>; readonly length: number }[];
}

const add = (tally: Tally, key: number, count = 1): void =>
  void tally.set(key, (tally.get(key) ?? 0) + count);

/** Which concepts stand within reach of one another. */
function createNear(near: Tally, concepts: number) {
  let recent: { readonly concept: number; readonly at: number }[] = [];
  return (concept: number, at: number): void => {
    recent = recent.filter((one) => at - one.at <= NEAR_WORDS);
    for (const { concept: other } of recent) {
      if (other !== concept) add(near, Math.min(concept, other) * concepts + Math.max(concept, other));
    }
    recent.push({ concept, at });
  };
}

export function countMatches({ words, ends }: PassageText, shape: AskedShape): Counts {
  const counted: Tally = new Map();
  const pairs: Tally = new Map();
  const near: Tally = new Map();
  const grams: Tally = new Map();
  const all: Tally = new Map();
  const sentences: { concepts: Tally; length: number }[] = [];
  const seeNear = createNear(near, shape.concepts.length);
  let start = 0;
  let before: WordRole | null = null;
  for (const end of ends) {
    const concepts: Tally = new Map();
    for (let at = start; at < end; at++) {
      const role = shape.roleOf(words[at] as number);
      if (role !== null) {
        if (role.asked >= 0) {
          if ((shape.words[role.asked] as number) > 0) add(counted, role.asked);
          if (before !== null && before.asked >= 0) {
            const pair = before.asked * shape.words.length + role.asked;
            if (shape.pairs.has(pair)) add(pairs, pair);
          }
        }
        for (const { concept, weight } of role.parts) {
          add(concepts, concept, weight);
          add(all, concept, weight);
          seeNear(concept, at);
        }
        for (const gram of role.grams) add(grams, gram);
      }
      before = role;
    }
    sentences.push({ concepts, length: end - start });
    start = end;
  }
  return { words: counted, pairs, near, grams, concepts: all, sentences };
}
