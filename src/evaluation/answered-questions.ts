/** Questions with the passages and the words that answer them, and how well an assistant did on them. */
import { z } from 'zod';
import type { AgentAnswer } from '../event.ts';
import { countWords, splitWords } from '../words.ts';
import { invalidInput } from './json-lines.ts';
import { percentile } from './measures.ts';

/** A line of a file of passages. */
export const passageLine = z.object({
  id: z.coerce.string().min(1),
  title: z.string().default(''),
  text: z.string(),
});
export type PassageLine = z.output<typeof passageLine>;

const oneOrMore = <S extends z.ZodType>(schema: S) =>
  z.union([schema.transform((one) => [one]), z.array(schema)]);
const written = z.union([z.string(), z.number().transform(String)]);
const inText = z.object({ text: oneOrMore(written) }).transform(({ text }) => text);
const golds = oneOrMore(z.union([written.transform((text) => [text]), inText])).transform((all) =>
  all.flat(),
);

/** What the words of the expected answer are called in the files that are about. */
const GOLD_FIELDS = ['answers', 'answer', 'gold', 'golds', 'goldAnswers', 'gold_answers'] as const;

/**
 * A line of a file of questions: `relevant` holds the ids of the passages that answer it, none for a
 * question that nothing answers. The words of the answer are a text or several, as they are or as
 * `{"text": …}`, and may be called `answers`, `answer`, `gold`, `golds`, `goldAnswers` or `gold_answers`;
 * without them it is not measured whether an answer holds them.
 */
export const questionLine = z
  .looseObject({ question: z.string().trim().min(1), relevant: oneOrMore(written) })
  .transform(({ question, relevant, ...rest }, context) => {
    const field = GOLD_FIELDS.find((name) => rest[name] !== undefined && rest[name] !== null);
    const parsed = golds.safeParse(field === undefined ? [] : rest[field]);
    if (parsed.success)
      return { question, relevant, answers: parsed.data.filter((text) => text.trim() !== '') };
    context.addIssue({ code: 'custom', path: [field ?? ''], message: 'needs a text, or a list of texts' });
    return z.NEVER;
  });
export type QuestionLine = z.output<typeof questionLine>;

/** @throws AssistantError `invalid-request`: ids that stand twice, or nowhere */
export function checkTogether(passages: readonly PassageLine[], questions: readonly QuestionLine[]): void {
  const ids = new Set(passages.map(({ id }) => id));
  if (ids.size < passages.length) throw invalidInput('two passages have the same id');
  const index = questions.findIndex(
    ({ relevant }) => relevant.length > 0 && !relevant.some((id) => ids.has(id)),
  );
  if (index >= 0) throw invalidInput(`question ${index + 1} names no passage that is there`);
}

/** What an assistant made of a question. */
export interface Reply {
  readonly status: AgentAnswer['status'];
  /** As the citizen reads it, with its marks. */
  readonly text: string;
  readonly passageIds: readonly string[];
  readonly ms: number;
}

export interface Asked {
  readonly question: QuestionLine;
  readonly reply: Reply;
}

/** Without the marks of the citations. */
export const withoutMarks = (text: string): string => text.replace(/\s*\[\d+\]/g, '');

/** A text as its words are compared: without case, accents and signs. */
const comparable = (text: string): string => ` ${splitWords(text).join(' ')} `;

function holdsGold({ question, reply }: Asked): boolean {
  const text = comparable(withoutMarks(reply.text));
  return question.answers.some((gold) => text.includes(comparable(gold)));
}

const isFromRelevant = ({ question, reply }: Asked): boolean =>
  reply.passageIds.length > 0 && reply.passageIds.every((id) => question.relevant.includes(id));

const share = <T>(all: readonly T[], holds: (one: T) => boolean): number | null =>
  all.length === 0 ? null : all.filter(holds).length / all.length;
const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The figures of docs/answers.md. Shares are 0 to 1, null where there is nothing to divide by. */
export function measureReplies(asked: readonly Asked[]) {
  const isAnswered = ({ reply }: Asked) => reply.status === 'answered';
  const answers = asked.filter(isAnswered);
  const withGold = answers.filter(({ question }) => question.answers.length > 0);
  const cited = answers.flatMap(({ question, reply }) =>
    reply.passageIds.map((id) => question.relevant.includes(id)),
  );
  const [answerable, unanswerable] = [
    asked.filter(({ question }) => question.relevant.length > 0),
    asked.filter(({ question }) => question.relevant.length === 0),
  ];
  const times = asked.map(({ reply }) => reply.ms);
  return {
    answered: share(asked, isAnswered),
    abstained: share(asked, (one) => !isAnswered(one)),
    answerContainsGold: share(withGold, holdsGold),
    citationPrecision: share(cited, (isRight) => isRight),
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    questions: asked.length,
    askedBack: share(asked, ({ reply }) => reply.status === 'asks'),
    wronglyAbstained: share(answerable, (one) => !isAnswered(one)),
    rightlyAbstained: share(unanswerable, (one) => !isAnswered(one)),
    rightPassage: share(
      answers.filter(({ question }) => question.relevant.length > 0),
      isFromRelevant,
    ),
    rightPassageContainsGold: share(withGold.filter(isFromRelevant), holdsGold),
    meanWords: meanOf(answers.map(({ reply }) => countWords(withoutMarks(reply.text)))),
  };
}
