/** Checks what a model wrote, sentence by sentence, against the passages it was given. */
import type { Passage } from '#assistant';
import { splitSentences } from '#assistant';
import type { Grounded } from './citations.ts';
import { splitStatements } from './statements.ts';
import { cover, stemsOf } from './stems.ts';

const MARKS = /\s*\[(\d{1,2})\]/g;

/** Marks into one form, before the full stop; emphasis away, for the text is plain. */
const tidy = (text: string): string =>
  text
    .replace(/\*\*|__|^#+\s*/gm, '')
    .replace(/\[(\d+(?:\s*[,;]\s*\d+)+)\]/g, (_, numbers: string) =>
      numbers
        .split(/[,;]/)
        .map((number) => `[${number.trim()}]`)
        .join(''),
    )
    .replace(/([.!?…]+)((?:\s*\[\d{1,2}\])+)/g, '$2$1');

/**
 * The sentences of a text that is still being written: whole ones, and at its end also the last,
 * unless it broke off.
 */
export function completeSentences(text: string, isEnd: boolean): string[] {
  // A mark that is not yet closed belongs to the sentence before it.
  const sentences = splitSentences(tidy(isEnd ? text : text.replace(/\s*\[[^\]]*$/, '')));
  const last = sentences.at(-1) ?? '';
  return isEnd && /[.!?…\]]$/.test(last) ? sentences : sentences.slice(0, -1);
}

const numbersOf = (text: string): string[] => text.match(/\d+(?:[.,/:-]\d+)*/g) ?? [];

/** The statement of the passage that carries the sentence best; undefined when none shares a word. */
function findQuote(sentence: string, passage: Passage): string | undefined {
  const weights = new Map(stemsOf(sentence).map((stem) => [stem, 1]));
  const scored = splitStatements(passage.text).map((quote) => ({
    quote,
    score: cover(weights, new Set(stemsOf(quote))),
  }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), { quote: '', score: 0 });
  return best.score > 0 ? best.quote : undefined;
}

/**
 * Undefined for a sentence without a mark of a passage that carries it, or with a number that
 * stands neither in those it names nor in the question.
 */
export function groundSentence(
  sentence: string,
  question: string,
  passages: readonly Passage[],
): Grounded | undefined {
  const text = sentence.replace(MARKS, '').trim();
  const named = [...sentence.matchAll(MARKS)].map(([, number]) => passages[Number(number) - 1]);
  const sources = named.flatMap((passage) => {
    const quote = passage && findQuote(text, passage);
    return passage && quote !== undefined ? [{ passage, quote }] : [];
  });
  const read = sources.flatMap(({ passage }) => [passage.title, ...passage.headings, passage.text]);
  const evidence = new Set(numbersOf([question, ...read].join('\n')));
  const isInvented = numbersOf(text.replace(/^\d+[.)]\s/, '')).some((number) => !evidence.has(number));
  return sources.length === 0 || isInvented ? undefined : { text, sources };
}
