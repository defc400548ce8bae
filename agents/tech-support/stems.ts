/**
 * Words in the form in which they are compared: stems, with small misspellings mended.
 *
 * The stemmer is nlp.js's Portuguese one, for all languages: what matters is that both sides are
 * treated alike. Looked at instead: the first five or six letters, which make one of "certidão" and
 * "certificado".
 */
import { StemmerPt } from '@nlpjs/lang-pt';
import { splitWords } from '#assistant';

const stemmer = new StemmerPt();

function stemWord(word: string): string {
  const stem = stemmer.stemWord(word);
  // It would keep every word it ever saw.
  stemmer.cache = {};
  return stem;
}

/** Shorter words differ by a letter from too many others. */
const LEAST_LETTERS_TO_MEND = 5;

/** One letter more, less, another, or two that changed places. */
export function isOneEditApart(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [left, right] = [one.slice(start), other.slice(start)];
  if (left.length === right.length) {
    const swapped = left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
    return left.slice(1) === right.slice(1) || (left.length > 1 && swapped);
  }
  return left.length > right.length ? left.slice(1) === right : left === right.slice(1);
}

export interface Stems {
  /** In the order of the words. */
  read(text: string): readonly string[];
}

/** @param known texts whose words misspelt ones are taken for */
export function createStems(known: readonly string[]): Stems {
  const vocabulary = new Set(known.flatMap(splitWords));
  const mendable = [...vocabulary].filter((word) => word.length >= LEAST_LETTERS_TO_MEND);
  const mend = (word: string): string => {
    if (word.length < LEAST_LETTERS_TO_MEND || vocabulary.has(word)) return word;
    return mendable.find((candidate) => candidate[0] === word[0] && isOneEditApart(word, candidate)) ?? word;
  };
  return { read: (text) => splitWords(text).map((word) => stemWord(mend(word))) };
}

/** Where the phrase begins among the words, or -1. */
export const findPhrase = (words: readonly string[], phrase: readonly string[]): number =>
  phrase.length === 0
    ? -1
    : words.findIndex((_, start) => phrase.every((word, offset) => words[start + offset] === word));
