/** Words that took the place of others, and words that changed places. */
import { fold } from '#assistant';
import { generic, isSameWord } from './wording.ts';

/** Where a word stands; -1 where it does not. */
const placeOf = (word: string, words: readonly string[]): number =>
  words.findIndex((one) => isSameWord(one, word));

const countOf = (word: string, words: readonly string[]): number =>
  words.filter((one) => isSameWord(one, word)).length;

/** The longest run of words that both have in the same order: pairs of places. */
function align(one: readonly string[], two: readonly string[]): [number, number][] {
  // lengths[i][j]: of what follows from there.
  const lengths = Array.from({ length: one.length + 1 }, () => new Array<number>(two.length + 1).fill(0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  const isSame = (i: number, j: number): boolean => isSameWord(one[i] ?? '', two[j] ?? ' ');
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = two.length - 1; j >= 0; j--)
      (lengths[i] ?? [])[j] = isSame(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < one.length && j < two.length; ) {
    if (isSame(i, j)) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/**
 * Whether a word of the sentence stands where the source has another: “o inquilino paga” for “o
 * proprietário paga”. What is named in the title may stand for a word like “o serviço”, and such a word for it.
 * @param isNew whether the source does not have the word
 */
export function findExchanged(
  sentence: readonly string[],
  source: readonly string[],
  isNew: (word: string) => boolean,
  isTitle: (word: string) => boolean,
): boolean {
  const pairs = align(sentence, source);
  return sentence.some((word, index) => {
    if (!isNew(word)) return false;
    const before = pairs.findLast(([place]) => place < index)?.[1];
    const after = pairs.find(([place]) => place > index)?.[1];
    if (before === undefined && after === undefined) return false;
    // What follows the sentence's end, or goes before its beginning, may well be left out: all but the next.
    const from = before === undefined ? (after ?? 0) - 1 : before + 1;
    const to = after === undefined ? from + 1 : after;
    const replaced = source
      .slice(Math.max(0, from), to)
      .filter((one) => countOf(one, source) > countOf(one, sentence));
    const mayStandFor = (one: string): boolean => generic.has(one) || (generic.has(word) && isTitle(one));
    const isNamed = (isTitle(word) || generic.has(word)) && replaced.every(mayStandFor);
    return replaced.length > 0 && !isNamed;
  });
}

const AGENT = /\b(?:por|pelo|pela|pelos|pelas|by)\b/;

/** “A paga a B” for “B paga a A”: three words that stand there the other way round. */
export function isTurnedRound(
  sentence: string,
  evidence: string,
  words: readonly string[],
  source: readonly string[],
): boolean {
  if (AGENT.test(fold(sentence)) !== AGENT.test(fold(evidence))) return false;
  const isOnce = (word: string, list: readonly string[]): boolean =>
    list.filter((one) => isSameWord(one, word)).length === 1;
  const places = words
    .filter((word) => isOnce(word, words) && isOnce(word, source))
    .map((word) => placeOf(word, source));
  return places.some((middle, index) => {
    const isBehind = places.slice(0, index).some((place) => place > middle);
    return isBehind && places.slice(index + 1).some((place) => place < middle);
  });
}
