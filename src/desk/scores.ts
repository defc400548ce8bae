/** What a review's answers are worth. Pure. */
import { AssistantError } from '../errors.ts';
import type { ReviewAnswer, ReviewForm } from '../supervision.ts';

/** What was given for a question; null: it does not apply. */
export interface GivenPoints {
  readonly question: string;
  readonly points: number | null;
}

const refuse = (reason: string): AssistantError => new AssistantError('invalid-request', reason);

/**
 * The answers as they are kept, each with what it could have been, and the score, from 0 to 1.
 * @throws AssistantError `invalid-request`: a question is missing, unknown or answered twice, has too many
 * points, or none of them applies
 */
export function scoreReview(
  { questions }: ReviewForm,
  given: readonly GivenPoints[],
): { readonly answers: readonly ReviewAnswer[]; readonly score: number } {
  const byName = new Map(given.map(({ question, points }) => [question, points]));
  if (byName.size < given.length) throw refuse('A question is answered twice.');
  const unknown = given.find(({ question }) => !questions.some(({ name }) => name === question));
  if (unknown) throw refuse(`The form has no question ${unknown.question}.`);
  const answers = questions.map(({ name, points: of }) => {
    const points = byName.get(name);
    if (points === undefined) throw refuse(`The question ${name} is not answered.`);
    if (points !== null && points > of) throw refuse(`The question ${name} gives ${of} points at most.`);
    return { question: name, points, of };
  });
  const counted = answers.filter(({ points }) => points !== null);
  if (counted.length === 0) throw refuse('At least one question must apply.');
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);
  const score = sum(counted.map(({ points }) => points ?? 0)) / sum(counted.map(({ of }) => of));
  return { answers, score };
}
