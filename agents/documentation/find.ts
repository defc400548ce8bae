/** Finds the passages that a question is answered from. */
import { type AgentContext, completeQuestion, countWords, type FoundPassage } from '#assistant';
import { type Candidate, passagesOf } from './ambiguity.ts';
import { findFocus } from './focus.ts';
import type { Earlier } from './prompt.ts';
import { isAnswerable } from './sure.ts';
import { isOrder } from './wording.ts';

/** Handed on; a model is given the first of them. */
const PASSAGES = 12;
/** Fewer ask nothing by themselves. */
const QUESTION_WORDS = 3;
/** Looked through for those of the one subject that was chosen. */
const SUBJECT_PASSAGES = 30;

export interface Found {
  /** As it was searched for: with what it leans on, or what it asks of a story. */
  readonly question: string;
  /** Best first. */
  readonly passages: readonly FoundPassage[];
}

/** A title or heading that gives orders is shown to nobody, and what stands under it is not trusted. */
const isTrusted = ({ title, headings }: FoundPassage): boolean => ![title, ...headings].some(isOrder);

/** Of several messages in a row the newest, where it says enough to be asked by itself. */
function findNewest(text: string): string | undefined {
  const newest = text.trim().split('\n').at(-1) ?? '';
  return newest.length < text.trim().length && countWords(newest) >= QUESTION_WORDS ? newest : undefined;
}

/** Where nothing is likely to answer the whole, what a story asks is searched for, or the newest of several. */
export async function findPassages(
  text: string,
  earlier: readonly Earlier[],
  { knowledge, signal }: AgentContext,
): Promise<Found> {
  const before = earlier.map((one) => one.question);
  const search = async (question: string): Promise<Found> => {
    const found = await knowledge.search(question, { limit: PASSAGES, earlier: before, signal });
    signal.throwIfAborted();
    return { question: completeQuestion(question, before), passages: found.filter(isTrusted) };
  };
  const found = await search(text);
  if (isAnswerable(found.question, found.passages)) return found;
  const focus = findFocus(text);
  if (focus !== undefined) return search(focus);
  const newest = findNewest(text);
  const again = newest === undefined ? found : await search(newest);
  return isAnswerable(again.question, again.passages) ? again : found;
}

/** Passages of the subject that the citizen chose; its best one of then, where the search finds none. */
export async function findInSubject(
  text: string,
  { title, passageId }: Candidate,
  { knowledge, signal }: AgentContext,
): Promise<Found> {
  const question = `${text} ${title}`;
  const found = await knowledge.search(question, { limit: SUBJECT_PASSAGES, signal });
  signal.throwIfAborted();
  const own = passagesOf(title, found).slice(0, PASSAGES);
  const known = own.length > 0 ? undefined : await knowledge.readPassage(passageId);
  return { question, passages: known ? [{ ...known, score: 1, coverage: 1, confidence: 1 }] : own };
}
