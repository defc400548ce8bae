/** What a reader found, before overlaps are resolved, and what readers are given. */
import type { Numerals } from './numerals.ts';
import type { Token } from './tokens.ts';

/** Indices of tokens, [from, to). */
export interface Candidate {
  readonly name: string;
  /**
   * Without one, as of "31/4", it only keeps others from its place. A function where it takes work: most
   * candidates do not stand.
   */
  readonly value: string | undefined | (() => string | undefined);
  readonly from: number;
  readonly to: number;
  /** The text itself says what it is: "telefone 11987654321". Wins over another of the same length. */
  readonly said?: boolean;
}

export interface Reading {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly numerals: Numerals;
  /** ISO 4217: of which currency `$` alone is; undefined where nobody can tell. */
  readonly dollarSign: string | undefined;
}

/** Tokens before a number in which a word may say what it is: "meu CPF novo é o 529…". */
const CUE_REACH = 5;

/** Whether one of the words stands shortly before, in the same sentence. */
export function isAnnounced(tokens: readonly Token[], at: number, words: ReadonlySet<string>): boolean {
  for (let index = at - 1; index >= Math.max(0, at - CUE_REACH); index--) {
    const word = tokens[index]?.word ?? '';
    if (words.has(word)) return true;
    if (/^[.!?;]$/.test(word)) return false;
  }
  return false;
}
