/**
 * What the linear recognizer sees of a text: stems with their neighbours, and pieces of words. Which
 * of them pay, and what did not, was measured by cross-validation: docs/nlu.md.
 */
import { fold } from '../../words.ts';
import { CHAT_SPELLINGS } from './chat-spellings.ts';
import { openStemmer } from './stemmers.ts';

/** Shortest and longest piece of a word, in characters, its edges counted. */
const PIECES = { shortest: 2, longest: 4 } as const;
/** A word is cut into no more characters than this: nobody writes a longer one. */
const LONGEST_WORD = 40;
/** More words than this add nothing to what a message is about, and cost time. */
const MOST_WORDS = 300;
/** Two stems with no more than this between them make a pair. */
const PAIR_REACH = 8;
/** A number of no more digits may be a name ("art. 22", "2019"); a longer one is somebody's own. */
const NAMING_NUMBER = /^\d{1,4}$/;

/** A text as the recognizer sees it. */
export interface SeenText {
  /** Folded and stemmed, in their order. */
  readonly stems: readonly string[];
  /**
   * How often each feature comes; the first letter tells the sort: `=` one stem, `+` two in a row, `~` two near
   * each other in whatever order, `0` a short number as it stands, `#` a piece.
   */
  readonly counts: ReadonlyMap<string, number>;
}

export type Extract = (text: string) => SeenText;

/** Whether a feature is made of stems or numbers. */
export const isOfStems = (feature: string): boolean => !feature.startsWith('#');

/** Whether a feature is two stems near each other: of these there are most, and the rare ones say least. */
export const isPair = (feature: string): boolean => feature.startsWith('~');

const count = (counts: Map<string, number>, feature: string): void => {
  counts.set(feature, (counts.get(feature) ?? 0) + 1);
};

/** With a mark before and after, so that what a message begins with, and ends with, counts. */
function countStems(stems: readonly string[], counts: Map<string, number>): void {
  const edged = ['^', ...stems, '$'];
  for (const stem of stems) count(counts, `=${stem}`);
  for (let at = 1; at < edged.length; at++) count(counts, `+${edged[at - 1]} ${edged[at]}`);
}

function countPairs(stems: readonly string[], counts: Map<string, number>): void {
  for (const [at, one] of stems.entries()) {
    for (const other of stems.slice(at + 1, at + 1 + PAIR_REACH)) {
      if (one !== other) count(counts, one < other ? `~${one} ${other}` : `~${other} ${one}`);
    }
  }
}

function countPieces(word: string, counts: Map<string, number>): void {
  const edged = ` ${word.slice(0, LONGEST_WORD)} `;
  for (let length = PIECES.shortest; length <= PIECES.longest; length++) {
    for (let end = length; end <= edged.length; end++) count(counts, `#${edged.slice(end - length, end)}`);
  }
}

const splitWords = (text: string): readonly string[] =>
  fold(text)
    .match(/[\p{L}\p{N}]+|\p{Emoji_Presentation}/gu)
    ?.slice(0, MOST_WORDS) ?? [];

/** Every digit is alike, so that any number looks like the numbers learnt. */
const maskDigits = (word: string): string => word.replace(/\d/g, '0');

/** @param locale BCP 47 tag; words of a language without a stemmer are taken as they are */
export async function createExtract(locale: string): Promise<Extract> {
  const { language } = new Intl.Locale(locale);
  const stem = await openStemmer(language);
  const spellings = language === 'pt' ? CHAT_SPELLINGS : new Map<string, string>();
  return (text) => {
    const written = splitWords(text);
    const words = written.flatMap((word) => spellings.get(word)?.split(' ') ?? [maskDigits(word)]);
    const stems = words.map(stem);
    const counts = new Map<string, number>();
    if (words.length > 0) countStems(stems, counts);
    countPairs(stems, counts);
    for (const word of written) if (NAMING_NUMBER.test(word)) count(counts, `0${word}`);
    for (const word of words) countPieces(word, counts);
    return { stems, counts };
  };
}
