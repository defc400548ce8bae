/** The answers report: which questions the documents leave open, and which answers help nobody. Pure. */
import type {
  AnswerCounts,
  AnswerLog,
  DocumentName,
  ExpiringDocument,
  LoggedQuestion,
  RejectedSource,
  UsedDocument,
  WeekOfAnswers,
} from '../answer-log.ts';
import { joinAlike } from './likeness.ts';
import { keyOf } from './phrases.ts';

/** Below it, it is likelier than not that the passage does not hold the answer. */
export const LOW_CONFIDENCE = 0.5;

export interface Counted {
  readonly what: string;
  readonly questions: number;
}

/** Questions that look alike. */
export interface QuestionGroup {
  readonly questions: number;
  readonly conversations: number;
  readonly lastAskedAt: Date;
  /** Masked, most frequent first. */
  readonly wordings: readonly { readonly text: string; readonly questions: number }[];
  /** Why there was no answer, what is weak about it, or what people thought of it; most frequent first. */
  readonly reasons: readonly Counted[];
  /** As `collection/document`, most frequent first: where the answer came from, or might have. */
  readonly documents: readonly Counted[];
  /** Masked. */
  readonly comments: readonly string[];
}

export interface AnswersReport {
  readonly counts: AnswerCounts;
  readonly weeks: readonly WeekOfAnswers[];
  /** Groups with most questions first, as are the next two. */
  readonly unanswered: readonly QuestionGroup[];
  readonly weak: readonly QuestionGroup[];
  readonly disliked: readonly QuestionGroup[];
  readonly mostUsed: readonly UsedDocument[];
  readonly neverUsed: readonly UsedDocument[];
  readonly passages: number;
  readonly unusedPassages: number;
  readonly expiring: readonly ExpiringDocument[];
  readonly rejected: readonly RejectedSource[];
}

/** A question with what the report tells of it. */
interface Told extends LoggedQuestion {
  readonly reasons: readonly string[];
  readonly documents: readonly DocumentName[];
  readonly comment?: string | null;
}

/** Takes out of a text what could tell who wrote it. */
export type MaskText = (text: string, question: LoggedQuestion) => string;

function countBy(items: readonly string[]): readonly Counted[] {
  return [...Map.groupBy(items, (item) => item)]
    .map(([what, own]) => ({ what, questions: own.length }))
    .sort((one, other) => other.questions - one.questions || one.what.localeCompare(other.what));
}

const nameOf = ({ collection, document }: DocumentName): string => `${collection}/${document}`;

interface Said {
  readonly key: string;
  readonly told: readonly Told[];
}

function toGroup(said: readonly Said[], mask: MaskText): QuestionGroup {
  const all = said.flatMap(({ told }) => told);
  return {
    questions: all.length,
    conversations: new Set(all.map(({ conversationId }) => conversationId)).size,
    lastAskedAt: new Date(Math.max(...all.map(({ askedAt }) => askedAt.getTime()))),
    wordings: said
      .map(({ told }) => ({ text: told[0]?.text ?? '', questions: told.length }))
      .sort((one, other) => other.questions - one.questions),
    reasons: countBy(all.flatMap(({ reasons }) => reasons)),
    documents: countBy(all.flatMap(({ documents }) => documents.map(nameOf))),
    comments: all.flatMap((one) => (one.comment ? [mask(one.comment, one)] : [])),
  };
}

/** Masked before they are compared: one number more or less makes no other question. */
function groupQuestions(questions: readonly Told[], mask: MaskText): readonly QuestionGroup[] {
  const masked = questions.map((one) => ({ ...one, text: mask(one.text, one) }));
  return [...Map.groupBy(masked, ({ locale }) => locale).values()]
    .flatMap((own) => {
      const said = [...Map.groupBy(own, ({ text }) => keyOf(text))]
        .map(([key, told]) => ({ key, told }))
        .sort((one, other) => other.told.length - one.told.length);
      return joinAlike(said).map((group) => toGroup(group, mask));
    })
    .sort((one, other) => other.questions - one.questions);
}

/** Why a model's answer was withheld; where the model failed, a sentence stands in its place. */
const WORD = /^[a-z-]+$/;

/** What is weak about an answer, in the words of the report. */
function weaknessesOf({ confidence, dropped, fallback, statements, citations }: AnswerLog['weak'][number]) {
  return [
    ...(confidence !== null && confidence < LOW_CONFIDENCE ? ['low-confidence'] : []),
    ...(dropped > 0 ? ['sentences-dropped'] : []),
    ...(fallback === null ? [] : [WORD.test(fallback) ? fallback : 'model-failed']),
    ...(statements >= 3 && citations === 1 ? ['one-citation'] : []),
  ];
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

export function reportOnAnswers(log: AnswerLog, mask: MaskText): AnswersReport {
  const { counts, weeks, documents, expiring, rejected } = log;
  const unanswered = log.unanswered.map((one) => ({
    ...one,
    reasons: [one.reason],
    documents: one.nearest ? [one.nearest] : [],
  }));
  const weak = log.weak.map((one) => ({ ...one, reasons: weaknessesOf(one) }));
  const disliked = log.disliked.map((one) => ({
    ...one,
    reasons: [one.rating === null ? 'not-solved' : `rated-${one.rating}`],
  }));
  return {
    counts,
    weeks,
    unanswered: groupQuestions(unanswered, mask),
    weak: groupQuestions(weak, mask),
    disliked: groupQuestions(disliked, mask),
    mostUsed: documents.filter(({ answers }) => answers > 0),
    neverUsed: documents.filter(({ answers }) => answers === 0),
    passages: sum(documents.map(({ passages }) => passages)),
    unusedPassages: sum(documents.map(({ unusedPassages }) => unusedPassages)),
    expiring,
    rejected,
  };
}
