/** Splitting: a text too long for one message, cut where a reader would pause. Pure. */
import { splitSentences } from '../sentences.ts';

const graphemes = new Intl.Segmenter('pt-BR', { granularity: 'grapheme' });

/** Where each match begins, counted in UTF-16 units. */
const placesOf = (text: string, pattern: RegExp): number[] =>
  [...text.matchAll(pattern)].map(({ index }) => index);

/** But for the last, which the text may break off in. */
function sentenceEnds(text: string): number[] {
  let at = 0;
  return splitSentences(text)
    .slice(0, -1)
    .map((sentence) => {
      at = text.indexOf(sentence, at) + sentence.length;
      return at;
    });
}

/** From what a reader minds least to what they mind most. */
const BREAKS: readonly ((text: string) => readonly number[])[] = [
  (text) => placesOf(text, /\n\s*\n/g),
  (text) => placesOf(text, /\n/g),
  sentenceEnds,
  (text) => placesOf(text, /\s/g),
];

/** Where to end the first message: the last good place that does not leave it half empty. */
function findEnd(text: string, limit: number): number {
  // One unit more: what ends exactly at the limit fits.
  const window = text.slice(0, limit + 1);
  for (const [index, find] of BREAKS.entries()) {
    const isWord = index === BREAKS.length - 1;
    const end = find(window).findLast((place) => place <= limit && place > (isWord ? 0 : limit / 2));
    if (end !== undefined) return end;
  }
  // One word longer than a message: an address, mostly.
  const inside = [...graphemes.segment(window)].map(({ index }) => index).findLast((index) => index <= limit);
  return inside || limit;
}

/**
 * Messages of at most `limit` UTF-16 units that together say the text. A word is cut only where it
 * alone is longer than a message.
 */
export function splitText(text: string, limit: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const end = findEnd(rest, limit);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? parts : [...parts, rest];
}
