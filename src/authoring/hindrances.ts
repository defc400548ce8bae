/** Hindrances: phrases that make the recognizer mistake one intent for another. */
import type { Likeness } from './likeness.ts';
import { keyOf, type Phrase } from './phrases.ts';
import { isRight, type Trial } from './trials.ts';

/** Two phrases of different intents. */
export interface AlikePair {
  /** 0 to 1. */
  readonly likeness: number;
  readonly phrases: readonly [Phrase, Phrase];
}

/** A phrase that speaks for its intent where another one is meant. */
export interface Misleading {
  readonly phrase: Phrase;
  /** Phrases of other intents that were answered with this one's, it being the likest of it to them. */
  readonly misled: readonly Phrase[];
  /** Phrases of its own intent that came out right, it being the likest to them. */
  readonly helped: number;
}

/** Below this, two phrases of a few words share a word or a stem at most. */
const ALIKE = 0.5;

/** Below this, nothing but chance makes a phrase the likest. */
const LEAST_ALIKE = 0.25;

/** The likest first. @param phrases in the order in which `likeness` knows them */
export function findAlikePairs(phrases: readonly Phrase[], likeness: Likeness): readonly AlikePair[] {
  const pairs: AlikePair[] = [];
  for (const [index, phrase] of phrases.entries()) {
    for (const [other, score] of likeness.to(index)) {
      const second = phrases[other];
      if (other < index || !second || score < ALIKE || second.intent === phrase.intent) continue;
      // Those that are the same are the lint's to find.
      if (keyOf(second.text) === keyOf(phrase.text)) continue;
      pairs.push({ likeness: Math.min(1, score), phrases: [phrase, second] });
    }
  }
  return pairs.sort((one, other) => other.likeness - one.likeness);
}

/** What was answered wrongly, and would have been acted upon; the most confident first. */
export const findSurelyWrong = (trials: readonly Trial[]): readonly Trial[] =>
  trials
    .filter((trial) => trial.certainty === 'sure' && !isRight(trial))
    .sort((one, other) => (other.guesses[0]?.confidence ?? 0) - (one.guesses[0]?.confidence ?? 0));

/**
 * Phrases that mislead more than they help. An approximation: what speaks for an answer is taken to be
 * the likest phrase of the intent that was answered. Training again without each phrase would tell
 * for certain, and would take as many trainings as there are phrases.
 * @param trials in the order in which `likeness` knows their phrases
 */
export function findMisleading(trials: readonly Trial[], likeness: Likeness): readonly Misleading[] {
  const misled = new Map<number, Phrase[]>();
  const helped = new Map<number, number>();
  for (const [index, trial] of trials.entries()) {
    const isOfAnswer = ([other]: readonly [number, number]) =>
      trials[other]?.phrase.intent === trial.answered &&
      keyOf(trials[other].phrase.text) !== keyOf(trial.phrase.text);
    const nearest = [...likeness.to(index)]
      .filter(isOfAnswer)
      .reduce((best, each) => (each[1] > best[1] ? each : best), [-1, LEAST_ALIKE] as readonly [
        number,
        number,
      ])[0];
    if (nearest < 0) continue;
    if (isRight(trial)) helped.set(nearest, (helped.get(nearest) ?? 0) + 1);
    else misled.set(nearest, [...(misled.get(nearest) ?? []), trial.phrase]);
  }
  return [...misled]
    .flatMap(([index, phrases]) => {
      const phrase = trials[index]?.phrase;
      return phrase ? [{ phrase, misled: phrases, helped: helped.get(index) ?? 0 }] : [];
    })
    .filter((each) => each.misled.length > each.helped)
    .sort((one, other) => other.misled.length - other.helped - (one.misled.length - one.helped));
}
