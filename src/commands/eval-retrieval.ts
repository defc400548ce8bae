/**
 * `npm run eval:retrieval -- --passages F.jsonl --questions F.jsonl [--typos SEED] [--abstention] [--json]`: the
 * real write path and search on a database in memory. Passages are `{"id","title","text"}`, questions
 * `{"question","relevant":[ids]}`, one a line. Exit code 2 when the input is wrong.
 *
 * `--typos SEED`: a typing mistake in a word of each question. `--abstention`: how well confidence tells a
 * question that can be answered from the same question without the passages that answer it; `auroc`, and
 * for each threshold the share of questions that are withheld, `[with an answer, without]`.
 */
import { parseArgs } from 'node:util';
import { openPglite } from '../databases/pglite.ts';
import { AssistantError, describeError } from '../errors.ts';
import {
  checkTogether,
  type PassageLine,
  passageLine,
  type QuestionLine,
  questionLine,
} from '../evaluation/answered-questions.ts';
import { invalidInput, readJsonLines } from '../evaluation/json-lines.ts';
import { percentile } from '../evaluation/measures.ts';
import { areaUnderCurve, DEPTH, judgeRanking } from '../evaluation/rankings.ts';
import { addTypo, createRandom } from '../evaluation/typos.ts';
import { type Knowledge, openKnowledge } from '../knowledge/search.ts';
import { createLog } from '../log.ts';
import { migrate } from '../store/migrate.ts';
import { EVALUATED, loadPassages } from './load-passages.ts';

const USAGE =
  'usage: npm run eval:retrieval -- --passages F.jsonl --questions F.jsonl [--typos SEED] [--abstention] [--json]';

const THRESHOLDS = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];

interface Order {
  readonly passages: string;
  readonly questions: string;
  readonly typos: number | undefined;
  readonly abstention: boolean;
  readonly json: boolean;
}

function readArguments(): Order {
  const { values } = parseArgs({
    options: {
      passages: { type: 'string' },
      questions: { type: 'string' },
      typos: { type: 'string' },
      abstention: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { passages, questions, abstention, json } = values;
  const typos = values.typos === undefined ? undefined : Number(values.typos);
  if (passages === undefined || questions === undefined || (typos !== undefined && !Number.isInteger(typos)))
    throw invalidInput(USAGE);
  return { passages, questions, typos, abstention, json };
}

async function readInput({ passages, questions, typos }: Order) {
  const lines = await readJsonLines(passages, passageLine);
  const asked = await readJsonLines(questions, questionLine);
  checkTogether(lines, asked);
  const answered = asked.filter(({ relevant }) => relevant.length > 0);
  if (answered.length === 0) throw invalidInput(`${questions} has no question with a relevant passage`);
  const random = createRandom(typos ?? 0);
  return {
    passages: lines,
    questions: answered.map((line) => ({
      ...line,
      question: typos === undefined ? line.question : addTypo(line.question, random),
    })),
  };
}

/** The time counts from the first passage written to the last one that can be found. */
async function openIndexed(passages: readonly PassageLine[], collectionOf: (passage: PassageLine) => string) {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await openPglite(undefined));
  await migrate(database);
  const knowledge = stack.use(await openKnowledge(database, createLog('silent')));
  const startedAt = performance.now();
  await loadPassages(database, passages, collectionOf);
  await knowledge.refresh();
  const indexMs = performance.now() - startedAt;
  const opened = stack.move();
  return { knowledge, indexMs, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

async function measureRanking(knowledge: Knowledge, questions: readonly QuestionLine[]) {
  const judged: ReturnType<typeof judgeRanking>[] = [];
  const times: number[] = [];
  for (const { question, relevant } of questions) {
    const startedAt = performance.now();
    const found = await knowledge.search(question, { limit: DEPTH });
    times.push(performance.now() - startedAt);
    judged.push(
      judgeRanking(
        found.map(({ passageId }) => passageId),
        relevant,
      ),
    );
  }
  const meanOf = (measure: keyof ReturnType<typeof judgeRanking>) =>
    round(mean(judged.map((one) => one[measure])), 4);
  return {
    ...{ hit1: meanOf('hit1'), hit5: meanOf('hit5'), mrr10: meanOf('mrr10'), ndcg10: meanOf('ndcg10') },
    p50Ms: round(percentile(times, 0.5) ?? 0, 2),
    p99Ms: round(percentile(times, 0.99) ?? 0, 2),
  };
}

/** Each passage is a collection here, so that a question can be asked without some. */
async function measureAbstention(passages: readonly PassageLine[], questions: readonly QuestionLine[]) {
  await using indexed = await openIndexed(passages, ({ id }) => id);
  const confidenceOf = async (question: string, collections?: readonly string[]): Promise<number> => {
    const [best] = await indexed.knowledge.search(question, {
      limit: 1,
      ...(collections && { collections }),
    });
    return best?.confidence ?? 0;
  };
  const answerable: number[] = [];
  const removed: number[] = [];
  for (const { question, relevant } of questions) {
    answerable.push(await confidenceOf(question));
    const others = passages.map(({ id }) => id).filter((id) => !relevant.includes(id));
    removed.push(await confidenceOf(question, others));
  }
  const below = (values: readonly number[], threshold: number) =>
    round(values.filter((value) => value < threshold).length / values.length, 3);
  return {
    auroc: round(areaUnderCurve(answerable, removed), 4),
    withheld: Object.fromEntries(
      THRESHOLDS.map((threshold) => [threshold, [below(answerable, threshold), below(removed, threshold)]]),
    ),
  };
}

async function main(): Promise<void> {
  const order = readArguments();
  const { passages, questions } = await readInput(order);
  const ranking = await (async () => {
    await using indexed = await openIndexed(passages, () => EVALUATED);
    const { p50Ms, p99Ms, ...quality } = await measureRanking(indexed.knowledge, questions);
    return { ...quality, indexMs: round(indexed.indexMs, 1), p50Ms, p99Ms };
  })();
  const abstention = order.abstention ? await measureAbstention(passages, questions) : {};
  const figures = { ...ranking, ...abstention };
  if (order.json) console.log(JSON.stringify(figures));
  else console.table(figures);
}

await main().catch((error: unknown) => {
  const isInput = error instanceof AssistantError || (error instanceof TypeError && 'code' in error);
  console.error(isInput ? describeError(error) : error);
  process.exitCode = isInput ? 2 : 1;
});
