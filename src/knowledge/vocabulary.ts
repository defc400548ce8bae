/**
 * The words of passages, numbered, so that a second look at fifty of them compares numbers: what a word is
 * made of is worked out once, not at each search.
 */

import type { Dictionary } from './index/dictionary.ts';

/** Four letters in a row, with the blanks around the word. */
const GRAM_LENGTH = 4;

export function gramsOf(word: string): string[] {
  const text = ` ${word} `;
  const grams: string[] = [];
  for (let at = 0; at + GRAM_LENGTH <= text.length; at++) grams.push(text.slice(at, at + GRAM_LENGTH));
  return grams;
}

export interface Vocabulary {
  readonly size: number;
  /** The number of a word; a new one where it has none. */
  number(word: string): number;
  /** Undefined where no passage has it. */
  find(word: string): number | undefined;
  /** The terms that are written so. */
  termsOf(number: number, dictionary: Dictionary): readonly number[];
  /** Numbers of its pieces. */
  piecesOf(number: number): readonly number[];
  findPiece(gram: string): number | undefined;
}

export function createVocabulary(): Vocabulary {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  const pieces: (readonly number[])[] = [];
  const grams = new Map<string, number>();
  let terms: (readonly number[])[] = [];
  let source: Dictionary | undefined;
  let version = 0;
  const numberGram = (gram: string): number => {
    const known = grams.get(gram);
    if (known !== undefined) return known;
    grams.set(gram, grams.size);
    return grams.size - 1;
  };
  return {
    get size() {
      return words.length;
    },
    number(word) {
      const known = numbers.get(word);
      if (known !== undefined) return known;
      numbers.set(word, words.length);
      pieces.push(gramsOf(word).map(numberGram));
      return words.push(word) - 1;
    },
    find: (word) => numbers.get(word),
    termsOf(number, dictionary) {
      if (source !== dictionary || version !== dictionary.version) terms = [];
      source = dictionary;
      version = dictionary.version;
      const known = terms[number] ?? dictionary.termsOf(words[number] ?? '');
      terms[number] = known;
      return known;
    },
    piecesOf: (number) => pieces[number] ?? [],
    findPiece: (gram) => grams.get(gram),
  };
}
