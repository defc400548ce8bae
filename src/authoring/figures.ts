/** Figures over trials: how often the recognizer is right, where it is wrong, and what it takes for what. */
import type { Certainty } from '../recognizer.ts';
import { isRight, type Trial } from './trials.ts';

/** Shares are 0 to 1; null where there is nothing to divide by. */
export interface IntentFigures {
  readonly intent: string;
  readonly phrases: number;
  /** Of the phrases answered so, those that were meant so. */
  readonly precision: number | null;
  /** Of the phrases meant so, those that were answered so. */
  readonly recall: number | null;
  readonly f1: number;
}

export interface CertaintyFigures {
  readonly certainty: Certainty;
  readonly phrases: number;
  readonly share: number | null;
  /** Share of these whose likeliest intent is the right one. */
  readonly right: number | null;
}

export interface Confusion {
  readonly meant: string;
  readonly answered: string;
  readonly phrases: number;
  /** Those of them on which the assistant would have acted. */
  readonly sure: number;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export const measureAccuracy = (trials: readonly Trial[]): number | null =>
  share(trials.filter(isRight).length, trials.length);

/** Worst F1 first. */
export function measureIntents(trials: readonly Trial[]): readonly IntentFigures[] {
  const intents = [...new Set(trials.map(({ phrase }) => phrase.intent))];
  const figures = intents.map((intent) => {
    const meant = trials.filter(({ phrase }) => phrase.intent === intent);
    const answered = trials.filter((trial) => trial.answered === intent).length;
    const right = meant.filter(isRight).length;
    return {
      intent,
      phrases: meant.length,
      precision: share(right, answered),
      recall: share(right, meant.length),
      f1: (2 * right) / (meant.length + answered),
    };
  });
  return figures.sort((one, other) => one.f1 - other.f1 || other.phrases - one.phrases);
}

const CERTAINTIES: readonly Certainty[] = ['sure', 'doubtful', 'unknown'];

export const measureCertainty = (trials: readonly Trial[]): readonly CertaintyFigures[] =>
  CERTAINTIES.map((certainty) => {
    const own = trials.filter((trial) => trial.certainty === certainty);
    return {
      certainty,
      phrases: own.length,
      share: share(own.length, trials.length),
      right: measureAccuracy(own),
    };
  });

/** Only what happens, the most frequent first. */
export function findConfusions(trials: readonly Trial[]): readonly Confusion[] {
  const wrong = trials.filter((trial) => !isRight(trial));
  const cells = Map.groupBy(wrong, ({ phrase, answered }) => JSON.stringify([phrase.intent, answered]));
  return [...cells.values()]
    .flatMap((own) => {
      const [first] = own;
      const sure = own.filter(({ certainty }) => certainty === 'sure').length;
      return first
        ? [{ meant: first.phrase.intent, answered: first.answered, phrases: own.length, sure }]
        : [];
    })
    .sort((one, other) => other.phrases - one.phrases || other.sure - one.sure);
}
