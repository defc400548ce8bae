/** `knowledge/<collection>/questions.yml`: what citizens ask of its documents, and what has to become of it. */
import { z } from 'zod';
import type { AgentAnswer } from '../event.ts';
import { fold } from '../words.ts';
import { parseYamlFile } from '../yaml-file.ts';
import { withoutMarks } from './answered-questions.ts';

/** Also a number, which nobody thinks of putting into quotation marks. */
const text = z.union([z.string(), z.number().transform(String)]).pipe(z.string().trim().min(1));
const list = z.union([text.transform((one) => [one]), z.array(text).min(1)]);
const asked = {
  question: text,
  /** What was asked before it, oldest first. */
  earlier: z.array(text).default([]),
  locale: z.string().default('pt-BR'),
};

const expected = z.union(
  [
    z.strictObject({
      ...asked,
      document: text,
      /** One of those the passage stands under; any, where left out. */
      heading: text.exactOptional(),
      /** Each has to stand in the answer, whatever its case and accents. */
      contains: list,
    }),
    // `none`: it must not be answered. `asks`: the assistant has to ask back what is meant.
    z.strictObject({ ...asked, answer: z.enum(['none', 'asks']) }),
  ],
  'needs either `document` and `contains` (and may have `heading`), or `answer: none` or `answer: asks`',
);
export type ExpectedQuestion = z.output<typeof expected>;

const share = z.number().min(0).max(1).default(1);
const schema = z.strictObject({
  /** Shares that must pass: of the questions that have an answer, and of those that must get none. */
  pass: z.strictObject({ answered: share, none: share }).prefault({}),
  questions: z.array(expected).min(1),
});

export interface QuestionSet {
  readonly pass: { readonly answered: number; readonly none: number };
  readonly questions: readonly ExpectedQuestion[];
}

/** The headings of each document that is there, by its name. */
export type Outline = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * @param outline of the collection
 * @throws AssistantError `configuration`: file, line and reason, also for a document or heading that is
 *   not there, and for a question that stands twice
 */
export function parseQuestionSet(source: string, fileName: string, outline: Outline): QuestionSet {
  const { value, refuse } = parseYamlFile(source, fileName, schema);
  const seen = new Set<string>();
  for (const [index, one] of value.questions.entries()) {
    const path = ['questions', index];
    const key = [...one.earlier, one.question].map(fold).join('\n');
    if (seen.has(key)) throw refuse([...path, 'question'], 'the question stands here twice');
    seen.add(key);
    if ('answer' in one) continue;
    const headings = outline.get(one.document);
    if (!headings) throw refuse([...path, 'document'], `there is no document ${one.document}`);
    if (one.heading !== undefined && !headings.has(one.heading))
      throw refuse(
        [...path, 'heading'],
        `${one.document} has no heading “${one.heading}” with text under it`,
      );
  }
  return value;
}

/** What was said, and where it is from. */
export interface Said {
  readonly status: AgentAnswer['status'];
  readonly text: string;
  readonly cited: readonly { readonly document: string; readonly headings: readonly string[] }[];
}

const comparable = (words: string): string => fold(words).replace(/\s+/g, ' ');

const BECAME: Readonly<Record<Said['status'], string>> = {
  answered: 'it was answered',
  unanswered: 'it was not answered',
  asks: 'the assistant asked back',
  'hands-over': 'it was handed over',
};

/** Why it is not what was expected; undefined when it is. */
export function findFailure(
  question: ExpectedQuestion,
  { status, text: answer, cited }: Said,
): string | undefined {
  if ('answer' in question) {
    const wanted = question.answer === 'none' ? 'unanswered' : 'asks';
    return status === wanted ? undefined : BECAME[status];
  }
  if (status !== 'answered') return BECAME[status];
  const { document, heading, contains } = question;
  const isRight = cited.some(
    (place) => place.document === document && (heading === undefined || place.headings.includes(heading)),
  );
  if (!isRight)
    return `it cites ${cited.map((place) => [place.document, ...place.headings].join(' › ')).join('; ')}`;
  const said = comparable(withoutMarks(answer));
  const missing = contains.filter((words) => !said.includes(comparable(words)));
  return missing.length === 0 ? undefined : `it does not say “${missing.join('”, “')}”`;
}
