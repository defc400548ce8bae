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

/** A text as the recognizer sees it. */
export interface SeenText {
  /** Folded and stemmed, in their order. */
  readonly stems: readonly string[];
  /** How often each feature comes; the first letter tells the sort: `=` one stem, `+` two, `~` two around a third, `#` a piece. */
  readonly counts: ReadonlyMap<string, number>;
}

export type Extract = (text: string) => SeenText;

/** Whether a feature is made of stems. */
export const isOfStems = (feature: string): boolean => !feature.startsWith('#');

const count = (counts: Map<string, number>, feature: string): void => {
  counts.set(feature, (counts.get(feature) ?? 0) + 1);
};

/** With a mark before and after, so that what a message begins with, and ends with, counts. */
function countStems(stems: readonly string[], counts: Map<string, number>): void {
  const edged = ['^', ...stems, '$'];
  for (const stem of stems) count(counts, `=${stem}`);
  for (let at = 1; at < edged.length; at++) count(counts, `+${edged[at - 1]} ${edged[at]}`);
  // Not of both edges: that a text is one word long says nothing of its meaning.
  if (stems.length < 2) return;
  for (let at = 2; at < edged.length; at++) count(counts, `~${edged[at - 2]} ${edged[at]}`);
}

function countPieces(word: string, counts: Map<string, number>): void {
  const edged = ` ${word.slice(0, LONGEST_WORD)} `;
  for (let length = PIECES.shortest; length <= PIECES.longest; length++) {
    for (let end = length; end <= edged.length; end++) count(counts, `#${edged.slice(end - length, end)}`);
  }
}

/** Every digit is alike, so that any number looks like the numbers learnt. */
const splitWords = (text: string): readonly string[] =>
  fold(text)
    .replace(/\d/g, '0')
    .match(/[\p{L}\p{N}]+|\p{Emoji_Presentation}/gu)
    ?.slice(0, MOST_WORDS) ?? [];

/** @param locale BCP 47 tag; words of a language without a stemmer are taken as they are */
export async function createExtract(locale: string): Promise<Extract> {
  const { language } = new Intl.Locale(locale);
  const stem = await openStemmer(language);
  const spellings = language === 'pt' ? CHAT_SPELLINGS : new Map<string, string>();
  return (text) => {
    const words = splitWords(text).flatMap((word) => spellings.get(word)?.split(' ') ?? [word]);
    const stems = words.map(stem);
    const counts = new Map<string, number>();
    if (words.length > 0) countStems(stems, counts);
    for (const word of words) countPieces(word, counts);
    return { stems, counts };
  };
}
