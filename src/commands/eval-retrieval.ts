/**
 * `npm run eval:retrieval -- --passages F.jsonl --questions F.jsonl [--json]`: the real ingest and
 * search on a database in memory. Passages are `{"id","title","text"}`, questions
 * `{"question","relevant":[ids]}`, one a line. Exit code 2 when the input is wrong.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openPglite } from '../databases/pglite.ts';
import { AssistantError, describeError } from '../errors.ts';
import {
  indexPassages,
  insertDocuments,
  insertPassages,
  lockKnowledge,
  writeCollections,
} from '../knowledge/passages.ts';
import { createKnowledgeSearch } from '../knowledge/search.ts';
import { migrate } from '../store/migrate.ts';

const COLLECTION = 'eval';
const DEPTH = 10;

const passageLine = z.object({ id: z.string().min(1), title: z.string(), text: z.string() });
const questionLine = z.object({ question: z.string(), relevant: z.array(z.string()).min(1) });
type PassageLine = z.output<typeof passageLine>;

const invalid = (message: string) => new AssistantError('invalid-request', message);

/** @throws AssistantError `invalid-request` naming the file and the line */
async function readLines<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>[]> {
  const rows: z.output<S>[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
      number++;
      if (line.trim() !== '') rows.push(schema.parse(JSON.parse(line)));
    }
  } catch (error) {
    if (error instanceof z.ZodError) {
      const issues = error.issues.map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`);
      throw invalid(`${path}, line ${number}: ${issues.join('; ')}`);
    }
    if (error instanceof SyntaxError) throw invalid(`${path}, line ${number}: ${error.message}`);
    throw invalid(`${path} cannot be read: ${describeError(error)}`);
  }
  if (rows.length === 0) throw invalid(`${path} has no lines`);
  return rows;
}

function checkTogether(
  passages: readonly PassageLine[],
  questions: readonly z.output<typeof questionLine>[],
) {
  const ids = new Set(passages.map((passage) => passage.id));
  if (ids.size < passages.length) throw invalid('two passages have the same id');
  const index = questions.findIndex(({ relevant }) => !relevant.some((id) => ids.has(id)));
  if (index >= 0) throw invalid(`question ${index + 1} names no passage that is there`);
}

async function build(passages: readonly PassageLine[]) {
  const database = await openPglite(undefined);
  await migrate(database);
  const startedAt = performance.now();
  await database.transaction(async (transaction) => {
    await lockKnowledge(transaction);
    await writeCollections(transaction, [
      { name: COLLECTION, title: COLLECTION, locale: 'pt-BR', owner: '' },
    ]);
    await insertDocuments(transaction, [{ collection: COLLECTION, document: COLLECTION, hash: '' }]);
    await insertPassages(
      transaction,
      passages.map(({ id, title, text }) => ({
        ...{ passageId: id, collection: COLLECTION, document: COLLECTION, headings: [] },
        ...{ title, text: text.replaceAll('\0', ' ') },
      })),
    );
    await indexPassages(transaction);
  });
  return { database, indexMs: performance.now() - startedAt };
}

/** Quality of one ranking, of which `found` are the first ten. */
function judge(found: readonly string[], relevant: readonly string[]) {
  const hits = found.map((id) => relevant.includes(id));
  const first = hits.indexOf(true);
  const gain = (positions: readonly boolean[]) =>
    positions.reduce((sum, hit, index) => sum + (hit ? 1 / Math.log2(index + 2) : 0), 0);
  const ideal = gain(Array.from({ length: Math.min(relevant.length, DEPTH) }, () => true));
  return {
    hit1: first === 0 ? 1 : 0,
    hit5: first >= 0 && first < 5 ? 1 : 0,
    mrr10: first < 0 ? 0 : 1 / (first + 1),
    ndcg10: gain(hits) / ideal,
  };
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

async function evaluate(passagesPath: string, questionsPath: string) {
  const passages = await readLines(passagesPath, passageLine);
  const questions = await readLines(questionsPath, questionLine);
  checkTogether(passages, questions);
  const { database, indexMs } = await build(passages);
  await using _ = database;
  const { search } = createKnowledgeSearch(database);
  const judged: ReturnType<typeof judge>[] = [];
  const times: number[] = [];
  for (const { question, relevant } of questions) {
    const startedAt = performance.now();
    const found = await search(question, { limit: DEPTH });
    times.push(performance.now() - startedAt);
    judged.push(
      judge(
        found.map((passage) => passage.passageId),
        relevant,
      ),
    );
  }
  times.sort((a, b) => a - b);
  return {
    hit1: round(mean(judged.map((one) => one.hit1)), 4),
    hit5: round(mean(judged.map((one) => one.hit5)), 4),
    mrr10: round(mean(judged.map((one) => one.mrr10)), 4),
    ndcg10: round(mean(judged.map((one) => one.ndcg10)), 4),
    indexMs: round(indexMs, 1),
    p50Ms: round(quantile(times, 0.5), 2),
    p99Ms: round(quantile(times, 0.99), 2),
  };
}

function readArguments() {
  const { values } = parseArgs({
    options: { passages: { type: 'string' }, questions: { type: 'string' }, json: { type: 'boolean' } },
  });
  if (values.passages === undefined || values.questions === undefined) {
    throw invalid('usage: npm run eval:retrieval -- --passages F.jsonl --questions F.jsonl [--json]');
  }
  return { passages: values.passages, questions: values.questions, json: values.json ?? false };
}

try {
  const { passages, questions, json } = readArguments();
  const result = await evaluate(passages, questions);
  if (json) console.log(JSON.stringify(result));
  else console.table(result);
} catch (error) {
  const isInput = error instanceof AssistantError || (error instanceof TypeError && 'code' in error);
  console.error(isInput ? describeError(error) : error);
  process.exitCode = isInput ? 2 : 1;
}
