/** Trials: what the recognizer makes of each phrase when it has not learnt it. */
import { createHash } from 'node:crypto';
import { type Certainty, type Guess, OUT_OF_SCOPE, type RecognizerKind } from '../recognizer.ts';
import { keyOf, type Phrase } from './phrases.ts';

export interface Trial {
  readonly phrase: Phrase;
  /** Likeliest first. */
  readonly guesses: readonly Guess[];
  readonly certainty: Certainty;
  /** The likeliest intent; `oos` where a phrase that belongs to none was left alone, or nothing fits. */
  readonly answered: string;
}

export const isRight = ({ phrase, answered }: Trial): boolean => phrase.intent === answered;

export const FOLDS = 5;

const orderOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/**
 * In which fold each phrase is held out: 0 to `folds` - 1. Phrases that differ in case, accents and
 * signs alone go together; each intent is spread over all folds; the same at every run, wherever the
 * phrases stand.
 */
export function assignFolds(phrases: readonly Phrase[], folds: number): readonly number[] {
  const groups = [...Map.groupBy(phrases, ({ text }) => keyOf(text))].map(([key, own]) => ({
    key,
    intent: own.map(({ intent }) => intent).sort()[0] ?? '',
    order: orderOf(key),
  }));
  groups.sort((one, other) => compare(one.intent, other.intent) || compare(one.order, other.order));
  const foldOf = new Map(groups.map(({ key }, index) => [key, index % folds]));
  return phrases.map(({ text }) => foldOf.get(keyOf(text)) ?? 0);
}

export interface TrialOptions {
  readonly kind: RecognizerKind;
  /** Of one language. */
  readonly phrases: readonly Phrase[];
  readonly locale: string;
  /** Called before each fold is trained; counted from 1. */
  readonly onFold?: (fold: number, folds: number) => void;
}

/** Trains once for each fold, on all the others. */
export async function tryPhrases({ kind, phrases, locale, onFold }: TrialOptions): Promise<readonly Trial[]> {
  const folds = Math.min(FOLDS, new Set(phrases.map(({ text }) => keyOf(text))).size);
  const heldIn = assignFolds(phrases, folds);
  const trials: Trial[] = [];
  for (let fold = 0; fold < folds; fold++) {
    onFold?.(fold + 1, folds);
    const learnt = phrases.filter((_, index) => heldIn[index] !== fold);
    const recognizer = await kind.load(await kind.train(learnt, { locale }), `${kind.name}@report`);
    for (const [index, phrase] of phrases.entries()) {
      if (heldIn[index] !== fold) continue;
      const { guesses, certainty } = await recognizer.recognize(phrase.text, { locale });
      const leftAlone = phrase.intent === OUT_OF_SCOPE && certainty === 'unknown';
      const answered = leftAlone ? OUT_OF_SCOPE : (guesses[0]?.intent ?? OUT_OF_SCOPE);
      trials.push({ phrase, guesses, certainty, answered });
    }
  }
  return trials;
}
