/** Words that were parted at the end of a line. */

// Compounds that public bodies write, and words that only ever stand before a hyphen.
const FIRST_PARTS = new Set(
  (
    'segunda terça quarta quinta sexta vice ex pré pós recém além aquém guarda salário vale auxílio seguro bolsa ' +
    'licença abono decreto meio primeira segundo terceiro porta água bem mal não sócio mão'
  ).split(' '),
);

/** Longer than any word. */
const WORD_LENGTH = 100;

const PARTED = /(\p{L}+)-$/u;
/** "fazê-lo", "dirigir-se": the pronoun after a verb keeps its hyphen. */
const PRONOUN = /(?:[áêôí]-l[oa]s?|[rm]-(?:se|lhes?))$/iu;

const firstWord = (text: string): string => /^\p{L}+/u.exec(text)?.[0] ?? '';

/**
 * Two lines as one. A hyphen goes when it only parts a word: not in a compound, nor where the word stands
 * with its hyphen elsewhere in the document.
 * @param hyphened words with a hyphen that stand in the middle of lines, in lower case
 */
export function joinLines(text: string, next: string, hyphened: ReadonlySet<string>): string {
  if (text.endsWith('\u00ad')) return text.slice(0, -1) + next;
  const before = PARTED.exec(text.slice(-WORD_LENGTH))?.[1];
  const after = firstWord(next);
  if (before === undefined || after === '') return `${text} ${next}`;
  const compound = `${before}-${after}`.toLowerCase();
  const kept =
    FIRST_PARTS.has(before.toLowerCase()) ||
    PRONOUN.test(compound) ||
    hyphened.has(compound) ||
    after[0] !== after[0]?.toLowerCase();
  return kept ? text + next : text.slice(0, -1) + next;
}

/** Words with a hyphen in the middle of these lines. */
export const findHyphened = (lines: Iterable<string>): ReadonlySet<string> =>
  new Set(
    [...lines].flatMap((line) => (line.match(/\p{L}+-\p{L}+/gu) ?? []).map((word) => word.toLowerCase())),
  );
