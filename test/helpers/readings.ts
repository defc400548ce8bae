/** What the recognizer may have made of a message. */
import type { Certainty, Guess } from '../../src/recognizer.ts';
import type { MessageUnderstanding } from '../../src/understanding.ts';

export const readAs = (
  certainty: Certainty = 'unknown',
  guesses: readonly Guess[] = [],
  locale = 'pt-BR',
): MessageUnderstanding => {
  const [best, ...others] = certainty === 'unknown' ? [undefined, ...guesses] : guesses;
  const alternatives = others.flatMap((guess) => guess ?? []);
  return {
    intent: best?.intent ?? null,
    confidence: best?.confidence ?? 0,
    certainty,
    alternatives,
    entities: [],
    locale,
    decidedBy: 'test',
  };
};
