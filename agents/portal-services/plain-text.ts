/** What a catalogue says, as plain text, whole or in parts: charters are written in Markdown with HTML in between. */
import { cleanText, markdownBlocks } from '#assistant';

/** Nothing of the markup survives, and what looks like markup in the result is text. */
export const toPlainText = (source: string): string =>
  cleanText(
    markdownBlocks(source)
      .map(({ text }) => text)
      .join('\n\n'),
  );

const lastEnd = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].at(-1)?.index ?? 0;

/** Where to cut a text that is too long: after a paragraph, a line, a sentence, a word, or in the middle. */
function findCut(text: string, limit: number): number {
  const head = text.slice(0, limit);
  const least = limit / 2;
  const places = [/\n\n/g, /\n/g, /(?<=[.;!?]) /g, / /g].map((pattern) => lastEnd(head, pattern));
  return places.find((place) => place > least) ?? limit;
}

/** Parts of at most so many UTF-16 units, in which nothing but white space is lost. */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const cut = findCut(rest, limit);
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  return [...parts, rest];
}

/** The beginning of a text, with an ellipsis where something was cut off. */
export function shorten(text: string, limit: number): string {
  const [first = ''] = splitText(text, limit - 1);
  return first.length < text.trim().length ? `${first.replace(/[\s,;:.]+$/, '')}…` : first;
}
