/** Vocabulary: which features count, where each stands, and how much it says. */
import { isOfStems, isPair, type SeenText } from './features.ts';
import type { SparseVector } from './matrix.ts';

/** Measured on TAIS's folds (docs/nlu.md): the root of the inverse document frequency, stems before pieces. */
const RARITY_POWER = 0.5;
const STEM_WEIGHT = 1.4;

export interface Vocabulary {
  /** In order. */
  readonly features: readonly string[];
  /** Of each feature: inverse document frequency to the power, times the weight of its sort. */
  readonly weights: Float32Array;
}

export interface VocabularyOptions {
  /** A feature of fewer texts is left out. */
  readonly leastTexts: number;
  /** The same of pairs of stems. */
  readonly leastTextsOfPairs: number;
}

export function createVocabulary(
  texts: readonly SeenText[],
  { leastTexts, leastTextsOfPairs }: VocabularyOptions,
): Vocabulary {
  const frequencies = new Map<string, number>();
  for (const { counts } of texts) {
    for (const feature of counts.keys()) frequencies.set(feature, (frequencies.get(feature) ?? 0) + 1);
  }
  const kept = [...frequencies]
    .filter(([feature, texts]) => texts >= (isPair(feature) ? leastTextsOfPairs : leastTexts))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    features: kept.map(([feature]) => feature),
    weights: Float32Array.from(kept, ([feature, frequency]) => {
      const rarity = Math.log((1 + texts.length) / (1 + frequency)) + 1;
      return rarity ** RARITY_POWER * (isOfStems(feature) ? STEM_WEIGHT : 1);
    }),
  };
}

export type Vectorize = (text: SeenText) => SparseVector;

/** The last column, after the features, is the bias. Each text has length 1, without it. */
export function createVectorize({ features, weights }: Vocabulary): Vectorize {
  const columnOf = new Map(features.map((feature, column) => [feature, column]));
  return ({ counts }) => {
    const found: { column: number; value: number }[] = [];
    let square = 0;
    for (const [feature, times] of counts) {
      const column = columnOf.get(feature);
      if (column === undefined) continue;
      const value = (1 + Math.log(times)) * (weights[column] as number);
      square += value * value;
      found.push({ column, value });
    }
    const norm = Math.sqrt(square) || 1;
    return {
      columns: Int32Array.from([...found.map(({ column }) => column), features.length]),
      values: Float32Array.from([...found.map(({ value }) => value / norm), 1]),
    };
  };
}
