/**
 * Calibration: from a text's signs to how likely its likeliest class is right, and from there to what
 * may be done. Learnt on texts that the models had not seen: phrases held out, and phrases of classes
 * left out altogether, which stand for what nobody taught.
 */

/** One text that was held out. */
export interface Trial {
  readonly signs: readonly number[];
  readonly isRight: boolean;
  /** Its class was left out, or it has none. */
  readonly isForeign: boolean;
  /** Its class is among the guesses. */
  readonly isOffered: boolean;
}

/** Coefficients of a logistic regression: for each sign, and last for none. */
type Coefficients = readonly number[];

export interface Calibration {
  /** Whether the text is about anything that was taught. */
  readonly scope: Coefficients;
  /** Whether, if it is, its likeliest class is right. */
  readonly rightness: Coefficients;
  /** Confidence from which on the likeliest intent is acted upon. */
  readonly sure: number;
}

/** Of what citizens write, taken to be nothing that was taught. */
const FOREIGN_SHARE = 0.05;
/** Pulls towards `DEFAULT`: as much as so many trials. */
const PRIOR_TRIALS = 40;
/** For corpora too small to tell: known words and the margin say most where there are few intents. */
export const DEFAULT: Calibration = {
  scope: [0, 0, 1, 1, 3, 0.5, 2, 2, -2.5],
  rightness: [1, 1, 1, 1, 1, 1.5, 0.5, 0, -1.5],
  sure: 0.6,
};

const logistic = (sum: number): number => 1 / (1 + Math.exp(-sum));

const sumOf = (coefficients: Coefficients, signs: readonly number[]): number =>
  signs.reduce((sum, sign, at) => sum + sign * (coefficients[at] as number), coefficients.at(-1) as number);

const apply = (coefficients: Coefficients, signs: readonly number[]): number =>
  logistic(sumOf(coefficients, signs));

export interface Judgement {
  /** Likelihood that the text is about something that was taught. */
  readonly scope: number;
  /** Likelihood that the likeliest class is what was meant. */
  readonly confidence: number;
}

export function judge(
  { scope, rightness }: Pick<Calibration, 'scope' | 'rightness'>,
  signs: readonly number[],
): Judgement {
  const inScope = apply(scope, signs);
  return { scope: inScope, confidence: inScope * apply(rightness, signs) };
}

interface Weighted extends Trial {
  readonly weight: number;
}

/** So that the foreign ones together are `FOREIGN_SHARE`, and all weights sum to the number of trials. */
function weigh(trials: readonly Trial[]): Weighted[] {
  const foreign = trials.filter(({ isForeign }) => isForeign).length;
  const own = trials.length - foreign;
  if (foreign === 0 || own === 0) return trials.map((trial) => ({ ...trial, weight: 1 }));
  const share = {
    foreign: (FOREIGN_SHARE * trials.length) / foreign,
    own: ((1 - FOREIGN_SHARE) * trials.length) / own,
  };
  return trials.map((trial) => ({ ...trial, weight: trial.isForeign ? share.foreign : share.own }));
}

const ROUNDS = 8;
const PULL = 0.05 * PRIOR_TRIALS;
/** A step that is still no gain when halved so often is none. */
const HALVINGS = 12;

/** Solves `matrix · x = right` in place, by Gauss's elimination; the matrix is positive definite. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let pivot = 0; pivot < size; pivot++) {
    const top = matrix[pivot] as number[];
    for (let row = pivot + 1; row < size; row++) {
      const below = matrix[row] as number[];
      const factor = (below[pivot] as number) / (top[pivot] as number);
      for (let at = pivot; at < size; at++) below[at] = (below[at] as number) - factor * (top[at] as number);
      right[row] = (right[row] as number) - factor * (right[pivot] as number);
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = right[row] as number;
    for (let at = row + 1; at < size; at++) rest -= (matrix[row]?.[at] as number) * (right[at] as number);
    right[row] = rest / (matrix[row]?.[row] as number);
  }
  return right;
}

interface Question {
  /** Where it begins, and is pulled towards. */
  readonly start: Coefficients;
  readonly trials: readonly Weighted[];
  readonly isTrue: (trial: Trial) => boolean;
}

/** The negative log likelihood, and what the pull costs. */
function lossOf(coefficients: Coefficients, { start, trials, isTrue }: Question): number {
  const pulled = coefficients.reduce((sum, each, at) => sum + (each - (start[at] as number)) ** 2, 0);
  return trials.reduce(
    (loss, trial) => {
      const margin = sumOf(coefficients, trial.signs) * (isTrue(trial) ? 1 : -1);
      return loss + trial.weight * (Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(0, -margin));
    },
    (pulled * PULL) / 2,
  );
}

/** Where Newton's method would go from here. */
function stepFrom(coefficients: Coefficients, { start, trials, isTrue }: Question): number[] {
  const gradient = coefficients.map((each, at) => (each - (start[at] as number)) * PULL);
  const curvature = coefficients.map((_, row) => coefficients.map((_, at) => (row === at ? PULL : 0)));
  for (const trial of trials) {
    const signs = [...trial.signs, 1];
    const likelihood = apply(coefficients, trial.signs);
    const error = (likelihood - (isTrue(trial) ? 1 : 0)) * trial.weight;
    const bend = likelihood * (1 - likelihood) * trial.weight;
    for (const [row, sign] of signs.entries()) {
      gradient[row] = (gradient[row] as number) + error * sign;
      const line = curvature[row] as number[];
      for (let at = 0; at < signs.length; at++)
        line[at] = (line[at] as number) + bend * sign * (signs[at] as number);
    }
  }
  return solve(curvature, gradient);
}

/**
 * Logistic regression by Newton's method. A step is halved until it is a gain: far from the goal, where
 * everything seems certain, a whole one leads ever further away.
 */
function fit(question: Question): Coefficients {
  let coefficients: Coefficients = question.start;
  let loss = lossOf(coefficients, question);
  for (let round = 0; round < ROUNDS; round++) {
    const step = stepFrom(coefficients, question);
    for (let halving = 0; halving < HALVINGS; halving++) {
      const next = coefficients.map((each, at) => each - (step[at] as number) / 2 ** halving);
      const nextLoss = lossOf(next, question);
      if (!(nextLoss < loss)) continue;
      [coefficients, loss] = [next, nextLoss];
      break;
    }
  }
  return coefficients;
}

/** Thresholds looked at. */
const STEPS = Array.from({ length: 181 }, (_, step) => 0.05 + step * 0.005);
/** What an answer is worth to the citizen; a question first is worth less, and hurts less. */
const WORTH = { right: 1, wrong: -1, offered: 0.4, notOffered: -0.2 } as const;

/** The threshold with which the held-out texts would have been served best. */
function chooseSure(trials: readonly (Weighted & { readonly confidence: number })[]): number {
  const worthAt = (threshold: number) =>
    trials.reduce((sum, { confidence, isRight, isOffered, weight }) => {
      const acted = isRight ? WORTH.right : WORTH.wrong;
      const asked = isOffered ? WORTH.offered : WORTH.notOffered;
      return sum + weight * (confidence >= threshold ? acted : asked);
    }, 0);
  return trials.length === 0
    ? DEFAULT.sure
    : STEPS.reduce((best, step) => (worthAt(step) > worthAt(best) ? step : best));
}

export function calibrate(trials: readonly Trial[]): Calibration {
  const weighted = weigh(trials);
  const own = weighted.filter(({ isForeign }) => !isForeign);
  const scope = fit({ start: DEFAULT.scope, trials: weighted, isTrue: ({ isForeign }) => !isForeign });
  const rightness = fit({ start: DEFAULT.rightness, trials: own, isTrue: ({ isRight }) => isRight });
  const judged = weighted.map((trial) => ({
    ...trial,
    confidence: judge({ scope, rightness }, trial.signs).confidence,
  }));
  return { scope, rightness, sure: chooseSure(judged) };
}
