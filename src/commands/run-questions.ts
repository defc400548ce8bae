/** Asks the questions of a collection's `questions.yml`, and says which answers are not what was expected. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AssistantError, describeError } from '../errors.ts';
import {
  type ExpectedQuestion,
  findFailure,
  parseQuestionSet,
  type QuestionSet,
} from '../evaluation/question-set.ts';
import { ingestAll } from '../knowledge/ingest.ts';
import { createLog } from '../log.ts';
import { type Answering, KNOWLEDGE, openAnswering, readOutline } from './answering.ts';

export interface QuestionResult {
  readonly question: ExpectedQuestion;
  /** Why it is not what was expected; undefined when it is. */
  readonly failure: string | undefined;
  readonly text: string;
  readonly ms: number;
}

export interface SetResult {
  readonly set: QuestionSet;
  readonly results: readonly QuestionResult[];
  /** Shares that passed; 1 where there is nothing of the kind. */
  readonly passed: { readonly answered: number; readonly none: number };
}

/** Over every document of this checkout: whoever asks does not say in which collection to look. */
export const openHouse = (): Promise<Answering> =>
  openAnswering(async (database) => {
    await ingestAll({ database, folder: fileURLToPath(KNOWLEDGE), log: createLog('error') });
  });

/** @throws AssistantError `configuration`: the file cannot be read, or what in which line is wrong with it */
export async function readQuestionSet(collection: string, { database }: Answering): Promise<QuestionSet> {
  const file = `knowledge/${collection}/questions.yml`;
  const address = new URL(`${encodeURIComponent(collection)}/questions.yml`, KNOWLEDGE);
  const source = await readFile(address, 'utf8').catch((error: unknown) => {
    throw new AssistantError('configuration', `${file} cannot be read: ${describeError(error)}`);
  });
  return parseQuestionSet(source, file, await readOutline(database, collection));
}

async function askOne(question: ExpectedQuestion, { ask, knowledge }: Answering): Promise<QuestionResult> {
  const { answer, ms } = await ask(question);
  const { status, activity } = answer;
  const ids = (activity?.citations ?? []).map(({ passageId }) => passageId);
  const cited = (await Promise.all(ids.map((id) => knowledge.readPassage(id)))).flatMap((one) => one ?? []);
  const text = activity?.text ?? '';
  return { question, failure: findFailure(question, { status, text, cited }), text, ms };
}

const shareOf = (results: readonly QuestionResult[]): number =>
  results.length === 0 ? 1 : results.filter(({ failure }) => failure === undefined).length / results.length;

/** @param onResult is told each result as it comes */
export async function runQuestionSet(
  collection: string,
  answering: Answering,
  onResult: (done: number, total: number) => void = () => undefined,
): Promise<SetResult> {
  const set = await readQuestionSet(collection, answering);
  const results: QuestionResult[] = [];
  for (const question of set.questions) {
    results.push(await askOne(question, answering));
    onResult(results.length, set.questions.length);
  }
  const mustGetNone = ({ question }: QuestionResult) => 'answer' in question && question.answer === 'none';
  return {
    set,
    results,
    passed: {
      answered: shareOf(results.filter((result) => !mustGetNone(result))),
      none: shareOf(results.filter(mustGetNone)),
    },
  };
}
