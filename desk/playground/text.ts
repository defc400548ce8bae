/** Texts as they are shown and handed on. Pure. */
import type { FoundPassage } from '../../src/knowledge.ts';
import type { TrialQuestion } from '../../src/trial.ts';

export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** The text in pieces, those marked that stand in one of the quotes; overlapping quotes become one. */
export function markQuotes(text: string, quotes: readonly string[]): readonly Piece[] {
  const spans = quotes
    .map((quote) => ({ start: text.indexOf(quote), length: quote.length }))
    .filter(({ start, length }) => start >= 0 && length > 0)
    .sort((one, other) => one.start - other.start);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, length } of spans) {
    const from = Math.max(start, at);
    const to = start + length;
    if (to <= from) continue;
    const last = pieces.at(-1);
    const touches = last?.marked === true && from === at;
    if (from > at) pieces.push({ text: text.slice(at, from), marked: false });
    if (touches && last) pieces[pieces.length - 1] = { text: last.text + text.slice(from, to), marked: true };
    else pieces.push({ text: text.slice(from, to), marked: true });
    at = to;
  }
  return at < text.length ? [...pieces, { text: text.slice(at), marked: false }] : pieces;
}

/** Of a string in JSON YAML makes the same string. */
const line = (name: string, value: string | readonly string[]): string => `${name}: ${JSON.stringify(value)}`;

/** What has to become of a question: an answer from there, none, or a question back. */
export type Expected =
  | { readonly passage: FoundPassage; readonly quote: string | undefined }
  | { readonly answer: 'none' | 'asks' };

const firstSentence = (text: string): string =>
  /^[^\n]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text.split('\n')[0] ?? '';

/** A question for `questions:` in `knowledge/<collection>/questions.yml`, for pasting. */
export function writeQuestion(
  { question, earlier, locale }: Pick<TrialQuestion, 'question' | 'earlier' | 'locale'>,
  expected: Expected,
): string {
  const lines = [line('question', question)];
  if (earlier.length > 0) lines.push(line('earlier', earlier));
  if (locale !== 'pt-BR') lines.push(line('locale', locale));
  if ('answer' in expected) lines.push(`answer: ${expected.answer}`);
  else {
    const { passage, quote = firstSentence(passage.text) } = expected;
    const heading = passage.headings.at(-1);
    lines.push(line('document', passage.document));
    if (heading !== undefined) lines.push(line('heading', heading));
    lines.push(line('contains', quote));
  }
  return lines.map((each, index) => `${index === 0 ? '  - ' : '    '}${each}\n`).join('');
}
