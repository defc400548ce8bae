/** The two linear models over one vocabulary, and what they say of a text before it is judged. */

import { createRecall, type Familiarity, recordMet } from './familiar.ts';
import type { SeenText } from './features.ts';
import { quantize, type SmallWeights, score, stackRows } from './matrix.ts';
import { toShares, trainSoftmax } from './softmax.ts';
import { trainSupportVectors } from './support-vectors.ts';
import { createVectorize, createVocabulary, type Vocabulary } from './vocabulary.ts';

/** A text and its class, from 0. */
export interface Lesson {
  readonly seen: SeenText;
  readonly label: number;
}

export interface Classifier {
  readonly vocabulary: Vocabulary;
  readonly supportVectors: SmallWeights;
  readonly softmax: SmallWeights;
  /** Which stems were met in which class: `recordMet`. */
  readonly met: Uint8Array;
}

/** From so many phrases on, rare features cost space and bring nothing (CLINC150: docs/nlu.md). */
const MANY_LESSONS = 4_000;
const LEAST_TEXTS = {
  few: { leastTexts: 1, leastTextsOfPairs: 2 },
  many: { leastTexts: 2, leastTextsOfPairs: 5 },
} as const;
const COST = 2;
const SMOOTHING = 0.1;
const RATE = 1;
/** Rounds over the lessons: few are enough where there are many. */
const ROUNDS = { few: 20, many: 10 } as const;

export function trainClassifier(lessons: readonly Lesson[], classes: number): Classifier {
  const amount = lessons.length >= MANY_LESSONS ? 'many' : 'few';
  const texts = lessons.map(({ seen }) => seen);
  const vocabulary = createVocabulary(texts, LEAST_TEXTS[amount]);
  const rows = stackRows(texts.map(createVectorize(vocabulary)));
  const labels = Int32Array.from(lessons, ({ label }) => label);
  const size = {
    features: vocabulary.features.length + 1,
    classes,
    rounds: ROUNDS[amount],
  };
  return {
    vocabulary,
    supportVectors: quantize(trainSupportVectors(rows, labels, { ...size, cost: COST })),
    softmax: quantize(trainSoftmax(rows, labels, { ...size, smoothing: SMOOTHING, rate: RATE })),
    met: recordMet(vocabulary, lessons, classes),
  };
}

/** What the two models say of a text. */
export interface Evidence {
  /** Of each class, its distance from the support vector machine's border. */
  readonly margins: Float64Array;
  /** Of each class, its share by the logistic regression; they sum to 1. */
  readonly shares: Float64Array;
  /** Logarithm of the regression's scores taken together (Liu et al. 2020): low where nothing fits. */
  readonly energy: number;
  readonly familiar: Familiarity;
}

/** Undefined where nothing of the text was ever met. */
export type Weigh = (seen: SeenText) => Evidence | undefined;

export function createWeigh({ vocabulary, supportVectors, softmax, met }: Classifier): Weigh {
  const vectorize = createVectorize(vocabulary);
  const recall = createRecall(vocabulary, met, softmax.scales.length);
  return (seen) => {
    const vector = vectorize(seen);
    // The bias alone.
    if (vector.columns.length <= 1) return undefined;
    const shares = score(vector, softmax);
    const top = Math.max(...shares);
    toShares(shares);
    const energy = top - Math.log(Math.max(...shares));
    return { margins: score(vector, supportVectors), shares, energy, familiar: recall(seen.stems) };
  };
}

/**
 * Classes, likeliest first.
 * @param mix how much a share counts beside a margin
 */
export function rank({ margins, shares }: Evidence, mix: number): number[] {
  const together = margins.map((margin, k) => margin + mix * (shares[k] as number));
  return Array.from(together.keys()).sort(
    (a, b) => (together[b] as number) - (together[a] as number) || a - b,
  );
}

/** The regression's scores are spread over about this range. */
const SCORE_RANGE = 10;

/** 1 where one class has all the shares, 0 where all have the same. */
function concentration(shares: Float64Array): number {
  let entropy = 0;
  for (const share of shares) if (share > 0) entropy -= share * Math.log(share);
  return 1 - entropy / Math.log(Math.max(2, shares.length));
}

/** What the confidence in the likeliest class is judged by; each about -1 to 1 in an ordinary text. */
export function readSigns(
  { margins, shares, energy, familiar }: Evidence,
  ranked: readonly number[],
): number[] {
  const [first = 0, second = first] = ranked;
  const lead = (of: Float64Array) => (of[first] as number) - (of[second] as number);
  return [
    shares[first] as number,
    lead(shares),
    energy / SCORE_RANGE,
    concentration(shares),
    margins[first] as number,
    lead(margins),
    familiar.known,
    familiar.ofClasses[first] as number,
  ];
}
