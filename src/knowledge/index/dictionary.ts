/** The forms, without accents, in which terms are written in the documents. */
import { createNearest } from './nearest.ts';

export interface Dictionary {
  add(word: string, term: number): void;
  /** The terms that are written so; two where accents tell them apart: "país", "pais". */
  termsOf(word: string): readonly number[];
  /** The forms that a mistyped one may have been meant to be, of which `isKnown` holds. */
  nearest(word: string, isKnown: (word: string) => boolean): readonly string[];
  readonly size: number;
  /** Another number after every change. */
  readonly version: number;
}

const LETTERS = /^\p{L}+$/u;
const NONE: readonly number[] = [];

export function createDictionary(): Dictionary {
  // Nearly every form has one term: the others are kept apart, to save an array for each.
  const first = new Map<string, number>();
  const more = new Map<string, readonly number[]>();
  const near = createNearest();
  let version = 0;
  return {
    get version() {
      return version;
    },
    get size() {
      return first.size;
    },
    add(word, term) {
      version++;
      const known = first.get(word);
      if (known === undefined) {
        first.set(word, term);
        if (LETTERS.test(word)) near.add(word);
        return;
      }
      const terms = more.get(word) ?? [known];
      if (!terms.includes(term)) more.set(word, [...terms, term]);
    },
    termsOf(word) {
      const term = first.get(word);
      if (term === undefined) return NONE;
      return (more.size > 0 ? more.get(word) : undefined) ?? [term];
    },
    nearest: near.find,
  };
}
