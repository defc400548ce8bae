/** Cuts a line that is too long for a passage: after sentences, and else where it hurts least. */
import { splitSentences } from '../sentences.ts';

/** Longest sentence kept whole, in UTF-16 units: about five passages. */
export const LINE_LIMIT = 4_000;

/** What is looked at at once, so that the time goes with the length of the line. */
const WINDOW = 4 * LINE_LIMIT;

/** After a part of a sentence; after a word. */
const PLACES = [/[;:](?=\s)/g, /[,)–—](?=\s)/g, /\S(?=\s)/g];

const HIGH_SURROGATE = /[\ud800-\udbff]$/;

/** The last place in the text to cut at: better places first, if they leave a good part before them. */
function findPlace(text: string): number {
  for (const place of PLACES) {
    const last = [...text.matchAll(place)].at(-1);
    if (last && last.index >= text.length / 4) return last.index + last[0].length;
  }
  return HIGH_SURROGATE.test(text) ? text.length - 1 : text.length;
}

function* cutSentence(sentence: string): Generator<string> {
  let from = 0;
  while (sentence.length - from > LINE_LIMIT) {
    const to = from + findPlace(sentence.slice(from, from + LINE_LIMIT));
    yield sentence.slice(from, to).trim();
    from = to;
  }
  yield sentence.slice(from).trim();
}

/** Where the sentences of a text begin, the first with the text. */
function findBegins(text: string): number[] {
  let at = 0;
  const begins = splitSentences(text).map((sentence) => {
    const begin = text.indexOf(sentence, at);
    at = begin + sentence.length;
    return begin;
  });
  return [0, ...begins.slice(1)];
}

/** The sentences that surely end in this part of the line, and where the rest begins. */
function readWindow(line: string, from: number): { sentences: string[]; next: number } {
  const part = line.slice(from, from + WINDOW);
  const begins = findBegins(part);
  const ends = from + part.length >= line.length;
  const last = begins.at(-1) ?? 0;
  // One sentence that is longer than the window: what is surely too long of it goes first.
  if (!ends && last === 0) {
    const cut = findPlace(part.slice(0, LINE_LIMIT));
    return { sentences: [part.slice(0, cut)], next: from + cut };
  }
  const sentences = begins.map((begin, index) => part.slice(begin, begins[index + 1]).trim());
  return ends ? { sentences, next: line.length } : { sentences: sentences.slice(0, -1), next: from + last };
}

/** Sentences of a line, each of at most `LINE_LIMIT` units; nothing but space between them is lost. */
export function cutLine(line: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < line.length; ) {
    const { sentences, next } = readWindow(line, from);
    for (const sentence of sentences) pieces.push(...cutSentence(sentence.trim()));
    from = next;
  }
  return pieces.filter((piece) => piece !== '');
}
