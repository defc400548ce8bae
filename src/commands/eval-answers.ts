/**
 * `npm run eval:answers -- --passages F.jsonl --questions F.jsonl [--json]`: the documentation agent end to
 * end, over a database in memory, and without a model unless LLM_URL is set. Passages are
 * `{"id","title","text"}`, questions `{"question","relevant":[ids],"answers":[texts]}`, one a line.
 * `npm run eval:answers -- --collection NAME [--json]`: the questions of `knowledge/NAME/questions.yml`, over
 * the documents of this checkout; exit code 1 when fewer pass than the file demands.
 * Figures: docs/answers.md. Exit code 2 when the input is wrong.
 */
import { parseArgs } from 'node:util';
import { AssistantError, describeError } from '../errors.ts';
import {
  type Asked,
  checkTogether,
  measureReplies,
  passageLine,
  questionLine,
} from '../evaluation/answered-questions.ts';
import { invalidInput, readJsonLines } from '../evaluation/json-lines.ts';
import { percentile } from '../evaluation/measures.ts';
import { openAnswering } from './answering.ts';
import { loadPassages } from './load-passages.ts';
import { createProgress } from './progress.ts';
import { openHouse, runQuestionSet, type SetResult } from './run-questions.ts';

const USAGE =
  'usage: npm run eval:answers -- --passages F.jsonl --questions F.jsonl [--json], or --collection NAME [--json]';

type Figures = Readonly<Record<string, number | null>>;

const rounded = (figures: Figures): Figures =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, value === null ? null : Number(value.toFixed(4))]),
  );

async function evaluateFiles(passagesPath: string, questionsPath: string): Promise<Figures> {
  const passages = await readJsonLines(passagesPath, passageLine);
  const questions = await readJsonLines(questionsPath, questionLine);
  checkTogether(passages, questions);
  await using answering = await openAnswering((database) => loadPassages(database, passages));
  using progress = createProgress();
  const asked: Asked[] = [];
  for (const question of questions) {
    const { answer, ms } = await answering.ask({ question: question.question });
    const { status, activity } = answer;
    const passageIds = (activity?.citations ?? []).map(({ passageId }) => passageId);
    asked.push({ question, reply: { status, text: activity?.text ?? '', passageIds, ms } });
    progress.show('questions', asked.length, questions.length, question.question);
  }
  return measureReplies(asked);
}

const indented = (text: string): string => text.replaceAll('\n', '\n    ');

/** What authors read: what was not as expected, and why. */
function showResults({ results, passed, set }: SetResult): void {
  for (const { question, failure, text } of results) {
    if (failure === undefined) continue;
    const before = question.earlier.map((one) => `${one} → `).join('');
    console.log(`✗ ${before}${question.question}\n    ${failure}`);
    if (text !== '') console.log(`    “${indented(text)}”`);
  }
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  console.log(
    `questions with an answer: ${percent(passed.answered)} pass, ${percent(set.pass.answered)} must`,
  );
  console.log(`questions without one: ${percent(passed.none)} pass, ${percent(set.pass.none)} must`);
}

async function evaluateCollection(name: string, isJson: boolean): Promise<Figures> {
  await using house = await openHouse();
  using progress = createProgress();
  const result = await runQuestionSet(name, house, (done, total) =>
    progress.show('questions', done, total, name),
  );
  progress[Symbol.dispose]();
  const { passed, set, results } = result;
  if (!isJson) showResults(result);
  if (passed.answered < set.pass.answered || passed.none < set.pass.none) process.exitCode = 1;
  const times = results.map(({ ms }) => ms);
  return {
    ...passed,
    questions: results.length,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
  };
}

type Order =
  | { readonly passages: string; readonly questions: string; readonly collection?: undefined }
  | { readonly collection: string };

function readArguments(): { readonly order: Order; readonly json: boolean } {
  const { values } = parseArgs({
    options: {
      passages: { type: 'string' },
      questions: { type: 'string' },
      collection: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { passages, questions, collection, json } = values;
  if (collection === undefined && passages !== undefined && questions !== undefined)
    return { order: { passages, questions }, json };
  if (collection !== undefined && passages === undefined && questions === undefined)
    return { order: { collection }, json };
  throw invalidInput(USAGE);
}

async function main(): Promise<void> {
  const { order, json } = readArguments();
  const isFiles = order.collection === undefined;
  const figures = rounded(
    isFiles
      ? await evaluateFiles(order.passages, order.questions)
      : await evaluateCollection(order.collection, json),
  );
  if (json) console.log(JSON.stringify(figures));
  else if (isFiles) console.table(figures);
}

await main().catch((error: unknown) => {
  const isInput = error instanceof AssistantError || (error instanceof TypeError && 'code' in error);
  console.error(isInput ? describeError(error) : error);
  process.exitCode = isInput ? 2 : 1;
});
