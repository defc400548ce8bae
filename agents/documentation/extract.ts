/** The answer without a language model: the sentences of the passages that fit the question best. */
import type { FoundPassage } from '#assistant';
import { countWords } from '#assistant';
import type { Grounded } from './citations.ts';
import { splitStatements } from './statements.ts';
import { cover, stemsOf, weighStems } from './stems.ts';

const MOST_STATEMENTS = 2;
const MOST_WORDS = 90;
/** Passages from which statements are taken. */
const PASSAGES = 3;

// Set by hand, not fitted. With them, of 837 FaQuAD questions 88 % got an answer that holds the
// expected words, in 50 words on average; research found that such weights hardly matter.
const PASSAGE_WEIGHT = 1;
const CONTEXT_WEIGHT = 0.3;
const LEAD_BONUS = 0.1;
/** A second statement is worth reading when it is nearly as good as the first. */
const SECOND_SHARE = 0.7;

interface Scored {
  readonly passage: FoundPassage;
  readonly text: string;
  readonly score: number;
  readonly place: readonly [passage: number, statement: number];
}

function scoreStatements(question: string, passages: readonly FoundPassage[]): Scored[] {
  const candidates = passages.flatMap((passage, rank) =>
    splitStatements(passage.text).map((text, index) => ({ passage, text, place: [rank, index] as const })),
  );
  const stems = candidates.map(({ text, passage, place }) => {
    // A list or table under its heading is what the heading announces: "Documentos para a matrícula".
    const announcement = place[1] === 0 && text.includes('\n') ? (passage.headings.at(-1) ?? '') : '';
    return new Set(stemsOf(`${announcement} ${text}`));
  });
  const weights = weighStems(question, stems);
  const best = passages[0]?.score ?? 1;
  return candidates.map((candidate, index) => {
    const { passage, place } = candidate;
    const context = new Set(stemsOf([passage.title, ...passage.headings].join(' ')));
    const score =
      cover(weights, stems[index] ?? new Set()) +
      CONTEXT_WEIGHT * cover(weights, context) +
      PASSAGE_WEIGHT * (passage.score / best) +
      (place[1] === 0 ? LEAD_BONUS : 0);
    return { ...candidate, score };
  });
}

const isSameDocument = (a: FoundPassage, b: FoundPassage): boolean =>
  a.collection === b.collection && a.document === b.document;

/** Cuts at the last word that fits; what is left still stands literally in the passage. */
function trimToWords(text: string, words: number): string {
  if (countWords(text) <= words) return text;
  const kept = new RegExp(`^(?:\\s*\\S+){1,${words}}`).exec(text)?.[0] ?? text;
  return kept.replace(/[\s,;:–-]+$/, '');
}

/**
 * One or two statements in the order of the documents, at most 90 words together.
 * @param passages best first, at least one
 */
export function extractAnswer(question: string, passages: readonly FoundPassage[]): Grounded[] {
  const scored = scoreStatements(question, passages.slice(0, PASSAGES)).sort((a, b) => b.score - a.score);
  const threshold = (scored[0]?.score ?? 0) * SECOND_SHARE;
  const chosen: Scored[] = [];
  let words = 0;
  for (const statement of scored.filter(({ score }) => score >= threshold)) {
    // Two documents seldom answer one question.
    if (chosen.some(({ passage }) => !isSameDocument(passage, statement.passage))) continue;
    const length = countWords(statement.text);
    if (chosen.length > 0 && words + length > MOST_WORDS) continue;
    chosen.push(statement);
    words += length;
    if (chosen.length === MOST_STATEMENTS) break;
  }
  return chosen
    .sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1])
    .map(({ text, passage }) => {
      const quote = trimToWords(text, MOST_WORDS);
      return { text: quote.length < text.length ? `${quote}…` : text, sources: [{ passage, quote }] };
    });
}
