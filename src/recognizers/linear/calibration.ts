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
  scope: [0, 0, 1, 1, 3, 0.5, 4, -2.5],
  rightness: [1, 1, 1, 1, 1, 1.5, 0.5, -1.5],
  sure: 0.6,
};

const logistic = (sum: number): number => 1 / (1 + Math.exp(-sum));

const apply = (coefficients: Coefficients, signs: readonly number[]): number =>
  logistic(
    signs.reduce((sum, sign, at) => sum + sign * (coefficients[at] as number), coefficients.at(-1) as number),
  );

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

const ROUNDS = 600;
const PULL = 0.05;

/** Logistic regression by gradient descent with momentum; pulled towards where it starts. */
function fit(
  start: Coefficients,
  trials: readonly Weighted[],
  isTrue: (trial: Trial) => boolean,
): Coefficients {
  const coefficients = [...start];
  const speed = coefficients.map(() => 0);
  const size = trials.length + PRIOR_TRIALS;
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = coefficients.map(
      (each, at) => ((each - (start[at] as number)) * PULL * PRIOR_TRIALS) / size,
    );
    for (const trial of trials) {
      const error = ((apply(coefficients, trial.signs) - (isTrue(trial) ? 1 : 0)) * trial.weight) / size;
      for (const [at, sign] of trial.signs.entries()) gradient[at] = (gradient[at] as number) + error * sign;
      gradient[trial.signs.length] = (gradient[trial.signs.length] as number) + error;
    }
    for (const at of coefficients.keys()) {
      speed[at] = 0.9 * (speed[at] as number) - (gradient[at] as number);
      coefficients[at] = (coefficients[at] as number) + (speed[at] as number);
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
  const scope = fit(DEFAULT.scope, weighted, ({ isForeign }) => !isForeign);
  const rightness = fit(DEFAULT.rightness, own, ({ isRight }) => isRight);
  const judged = weighted.map((trial) => ({
    ...trial,
    confidence: judge({ scope, rightness }, trial.signs).confidence,
  }));
  return { scope, rightness, sure: chooseSure(judged) };
}
