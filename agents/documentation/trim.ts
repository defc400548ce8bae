/** Cuts a sentence that is too long to be read, as those of regulations are, at the borders of its clauses. */
import { countWords } from '#assistant';
import { cover, stemsOf, type Weights } from './stems.ts';

export interface Trimmed {
  readonly text: string;
  /** What of it stands literally in the text it was cut from, in order. */
  readonly quotes: readonly string[];
}

/** Of what the whole covers of the question: a beginning that covers as much is shown rather than the end. */
const ENOUGH = 0.8;
/** A head of more words leaves no room for the item that it announces. */
const HEAD_WORDS = 40;

/** Where the text may end, best borders first. */
const BORDERS = [/[.;](?=\s)/g, /[:,)–—](?=\s)/g, /\S(?=\s)/g];

const strip = (text: string): string => text.replace(/[\s,;:–—-]+$/, '').trimStart();

/** The longest beginning of at most so many words that ends at a border, unless that loses most of it. */
function beginOf(text: string, words: number): string {
  for (const border of BORDERS) {
    const ends = [...text.matchAll(border)].map(({ index }) => index + 1);
    const kept = ends
      .map((end) => text.slice(0, end))
      .filter((begin) => countWords(begin) <= words)
      .at(-1);
    if (kept !== undefined && countWords(kept) >= words / 3) return strip(kept);
  }
  return strip(new RegExp(`^(?:\\s*\\S+){1,${words}}`).exec(text)?.[0] ?? text);
}

/** The longest end of at most so many words that begins behind a border. */
function endOf(text: string, words: number): string {
  for (const border of BORDERS) {
    const starts = [...text.matchAll(border)].map(({ index }) => index + 1);
    const kept = starts.map((start) => text.slice(start).trim()).find((end) => countWords(end) <= words);
    if (kept !== undefined && countWords(kept) >= words / 3) return kept;
  }
  return text.split(/\s+/).slice(-words).join(' ');
}

/** The item of an enumeration within a sentence that fits the question best, behind what announces it. */
function pickItem(text: string, words: number, weights: Weights): Trimmed | undefined {
  const colon = text.indexOf(': ');
  const head = text.slice(0, colon + 1);
  const items = text.slice(colon + 1).split(/(?<=;)/);
  if (colon < 0 || items.length < 3 || countWords(head) > HEAD_WORDS) return undefined;
  const coverOf = (item: string) => cover(weights, new Set(stemsOf(item)));
  const best = items.reduce((a, b) => (coverOf(b) > coverOf(a) ? b : a));
  const quote = strip(
    countWords(best) <= words - countWords(head) ? best : beginOf(best, words - countWords(head)),
  );
  const gap = best === items[0] ? ' ' : ' … ';
  const end = quote.endsWith('.') ? '' : '…';
  return { text: `${head}${gap}${quote}${end}`, quotes: [head, quote] };
}

/** @param weights of the question's stems: what is kept should cover them */
export function trimText(text: string, words: number, weights: Weights): Trimmed {
  if (countWords(text) <= words) return { text, quotes: [text] };
  const coverOf = (part: string) => cover(weights, new Set(stemsOf(part)));
  const room = words - 1;
  const begin = beginOf(text, room);
  if (coverOf(begin) >= ENOUGH * coverOf(text)) return { text: `${begin}…`, quotes: [begin] };
  const item = pickItem(text, room, weights);
  if (item && coverOf(item.text) > coverOf(begin)) return item;
  const end = endOf(text, room);
  if (coverOf(end) <= coverOf(begin)) return { text: `${begin}…`, quotes: [begin] };
  return { text: `… ${end}`, quotes: [end] };
}
