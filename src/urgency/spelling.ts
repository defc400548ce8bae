/** Spelling: chat's words and hands' errors, brought to the words that lists are written with. */
import { fold } from '../words.ts';

/** Keys that lie beside a key, and letters that are said alike. */
const NEAR: Readonly<Record<string, string>> = {
  a: 'sqze',
  b: 'vnp',
  c: 'sxvkq',
  d: 'sfet',
  e: 'wri',
  f: 'dgv',
  g: 'fhj',
  h: 'gj',
  i: 'uoe',
  j: 'hkg',
  k: 'jlc',
  l: 'kou',
  m: 'n',
  n: 'mb',
  o: 'ipu',
  p: 'ob',
  q: 'wak',
  r: 'et',
  s: 'adzc',
  t: 'ryd',
  u: 'yiol',
  v: 'cbf',
  w: 'qe',
  x: 'zcs',
  y: 'tui',
  z: 'xs',
};

/** Shorter words have too many neighbours. */
const SHORTEST = 5;

/** One letter of two that are the same left out: what is meant is never in doubt. */
const singlesOf = (word: string): readonly string[] =>
  [...word.matchAll(/(\w)\1/g)].map(({ index }) => word.slice(0, index) + word.slice(index + 1));

/** Every other way to write a word with one slip; the first letter is right. */
function* slipsOf(word: string): Generator<string> {
  for (let at = 1; at < word.length; at++) {
    const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
    yield before + after;
    yield before + letter + letter + after;
    if (after !== '') yield before + after.charAt(0) + letter + after.slice(1);
    for (const near of NEAR[letter] ?? '') yield before + near + after;
  }
}

/**
 * By the word with a slip, the word that was meant. A slip that is itself a word, or could be one of
 * two, is none.
 * @param ordinary words that are never taken for a slip
 */
export function collectSlips(
  words: Iterable<string>,
  ordinary: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const own = new Set(words);
  const long = [...own].filter((word) => word.length >= SHORTEST);
  const isWord = (slip: string) => own.has(slip) || ordinary.has(slip);
  const meant = new Map<string, string | undefined>();
  for (const word of long)
    for (const slip of slipsOf(word))
      if (!isWord(slip)) meant.set(slip, meant.has(slip) && meant.get(slip) !== word ? undefined : word);
  for (const word of long) for (const slip of singlesOf(word)) if (!isWord(slip)) meant.set(slip, word);
  return new Map([...meant].filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const TOKEN = /[\p{L}\p{N}]+|[.!?\n]|[,;:()]/gu;
/** "I'm", "don't" are one word; "d'água", "jogar-me" are two. */
const ENGLISH_APOSTROPHE = /(?<=[a-z])['’](?=(?:m|t|s|re|ve|ll|d)\b)/g;
const STRETCHED = /(\p{L})\1{2,}/gu;

function toToken(token: string, spellings: ReadonlyMap<string, string>): string {
  if (/[.!?\n]/.test(token)) return '.';
  return /[,;:()]/.test(token) ? ',' : (spellings.get(token) ?? token);
}

/**
 * Words with one space before each, `.` and `,` where a sentence or a clause ends: what patterns are
 * matched with.
 * @param spellings by the folded word, what it is written for
 */
export function toPlainWords(text: string, spellings: ReadonlyMap<string, string>): string {
  const tokens = fold(text).replace(ENGLISH_APOSTROPHE, '').replace(STRETCHED, '$1').match(TOKEN) ?? [];
  return tokens.map((token) => ` ${toToken(token, spellings)}`).join('');
}
