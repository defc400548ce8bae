/** The report on the corpora of one language: what authors need to make it better. */
import {
  type CertaintyFigures,
  type Confusion,
  findConfusions,
  type IntentFigures,
  measureAccuracy,
  measureCertainty,
  measureIntents,
} from './figures.ts';
import {
  type AlikePair,
  findAlikePairs,
  findMisleading,
  findSurelyWrong,
  type Misleading,
} from './hindrances.ts';
import { createLikeness } from './likeness.ts';
import type { Trial } from './trials.ts';

export interface LanguageReport {
  /** BCP 47 tag. */
  readonly locale: string;
  readonly phrases: number;
  /** Share of the phrases whose likeliest intent is the right one, 0 to 1. */
  readonly accuracy: number | null;
  readonly certainty: readonly CertaintyFigures[];
  readonly intents: readonly IntentFigures[];
  readonly confusions: readonly Confusion[];
  readonly alike: readonly AlikePair[];
  readonly surelyWrong: readonly Trial[];
  readonly misleading: readonly Misleading[];
}

/** @param trials of one language */
export function reportOn(locale: string, trials: readonly Trial[]): LanguageReport {
  const phrases = trials.map(({ phrase }) => phrase);
  const likeness = createLikeness(phrases.map(({ text }) => text));
  return {
    locale,
    phrases: phrases.length,
    accuracy: measureAccuracy(trials),
    certainty: measureCertainty(trials),
    intents: measureIntents(trials),
    confusions: findConfusions(trials),
    alike: findAlikePairs(phrases, likeness),
    surelyWrong: findSurelyWrong(trials),
    misleading: findMisleading(trials, likeness),
  };
}
