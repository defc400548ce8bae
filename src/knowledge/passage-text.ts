/** A passage's text as it is compared with a question: words without accents, in their sentences. */
import { splitSentences } from '../sentences.ts';
import { splitWords } from '../words.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface PassageText {
  /** Their numbers in the vocabulary. */
  readonly words: Uint32Array;
  /** Where each sentence ends, in words. */
  readonly ends: readonly number[];
}

export function readText(text: string, vocabulary: Vocabulary): PassageText {
  const words: number[] = [];
  const ends: number[] = [];
  for (const sentence of splitSentences(text)) {
    for (const word of splitWords(sentence)) words.push(vocabulary.number(word));
    ends.push(words.length);
  }
  return { words: Uint32Array.from(words), ends };
}
