/** How likely it is that a passage holds the answer, from what the second look found. */
import { type Look, weighGrams } from './rerank.ts';
import type { AskedShape } from './word-roles.ts';

/** With which of the other passages a passage is compared. */
const RIVALS = 10;

/**
 * Logistic regression over FaQuAD's 837 training questions, each asked as it is, and again without the
 * passages that answer it. Area under the curve: .904; .901 when whole documents are held apart (mean
 * of four divisions into five parts). How it was fitted: docs/retrieval.md.
 */
const WEIGHTS = {
  intercept: -6.377,
  /** By how much it is better than the ten best others, as a share of the question's weight. */
  lead: 1.144,
  /** Share of the weight of the question's pieces of words that it holds. */
  grams: 3.059,
  /** Concepts it lacks. */
  lacking: -0.292,
  /** Share of the question's weight that its best sentence holds. */
  sentence: 2.369,
  /** Weight of what its best sentence lacks most, as a share of that of an unknown word. */
  heaviest: 2.592,
  /** Words of the question that no passage holds. */
  unknown: -0.913,
} as const;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The mean score of the ten best others. */
function rivalScore(looks: readonly Look[], at: number): number {
  const others = looks.slice(0, RIVALS + 1).filter((_, place) => place !== at);
  const best = others.slice(0, RIVALS);
  return sum(best.map(({ score }) => score)) / Math.max(1, best.length);
}

export interface Asked {
  readonly shape: AskedShape;
  /** Weight of a word that no passage holds: no concept weighs more. */
  readonly unknownIdf: number;
}

/**
 * @param looks at every candidate, best first
 * @returns for each, 0 to 1
 */
export function judgeConfidence({ shape, unknownIdf }: Asked, looks: readonly Look[]): number[] {
  const idfs = shape.concepts.map(({ idf }) => idf);
  const total = Math.max(Number.EPSILON, sum(idfs));
  const gramWeights = weighGrams(
    shape.grams,
    looks.map(({ counts }) => counts),
  );
  const allGrams = Math.max(Number.EPSILON, sum(gramWeights));
  const unknown = idfs.filter((idf) => idf >= unknownIdf).length;
  return looks.map(({ score, counts, sentence }, at) => {
    const lacked = idfs.filter((_, concept) => !sentence.has(concept));
    const evidence =
      WEIGHTS.intercept +
      WEIGHTS.lead * ((score - rivalScore(looks, at)) / total) +
      WEIGHTS.grams * (sum([...counts.grams.keys()].map((gram) => gramWeights[gram] ?? 0)) / allGrams) +
      WEIGHTS.lacking * (idfs.length - counts.concepts.size) +
      WEIGHTS.sentence * ((total - sum(lacked)) / total) +
      WEIGHTS.heaviest * (Math.max(0, ...lacked) / unknownIdf) +
      WEIGHTS.unknown * unknown;
    return 1 / (1 + Math.exp(-evidence));
  });
}
