/**
 * `npm run answers:report -- [--days 30] [--collection NAME] [--json]`: what people asked that the
 * documents did not answer, answers that did not help or may be weak, which documents are used and
 * which are not, and what is wrong with the sources. Without personal numbers and addresses.
 */
import { parseArgs } from 'node:util';
import type { LoggedQuestion } from '../answer-log.ts';
import { LOW_CONFIDENCE, reportOnAnswers } from '../authoring/answers.ts';
import { renderAnswers } from '../authoring/answers-text.ts';
import { findEntities } from '../entities.ts';
import { AssistantError, describeError } from '../errors.ts';
import { TIME_ZONE } from '../locale.ts';
import { createLog } from '../log.ts';
import { openDatabase } from '../roles/core.ts';
import { readSettings } from '../settings.ts';
import { readAnswerLog } from '../store/answers.ts';
import { listCollections } from '../store/collections.ts';
import { migrate } from '../store/migrate.ts';
import { maskPersonal } from '../understanding/mask.ts';

/** Of each kind: more than authors go through at once; the newest are kept. */
const MOST_QUESTIONS = 5_000;
/** Time enough to have a document renewed. */
const AHEAD_DAYS = 30;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const mask = (text: string, { locale, askedAt }: LoggedQuestion): string =>
  maskPersonal(text, findEntities(text, { locale, now: askedAt, timeZone: TIME_ZONE }));

function readOptions() {
  const { values } = parseArgs({
    options: {
      days: { type: 'string', default: '30' },
      collection: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > 36_500)
    throw new AssistantError('configuration', '--days must be a number from 1 on');
  return { ...values, days };
}

async function run(): Promise<void> {
  const { days, collection, json } = readOptions();
  await using database = await openDatabase(readSettings(), createLog('silent'));
  await migrate(database);
  if (collection !== undefined) {
    const names = (await listCollections(database)).map(({ name }) => name);
    if (!names.includes(collection))
      throw new AssistantError(
        'configuration',
        `--collection ${collection} is not one of: ${names.join(', ')}`,
      );
  }
  const log = await readAnswerLog(database, {
    days,
    collection,
    limit: MOST_QUESTIONS,
    confidence: LOW_CONFIDENCE,
    aheadDays: AHEAD_DAYS,
  });
  for (const [name, found] of [
    ['questions without answer', log.unanswered],
    ['weak answers', log.weak],
    ['answers that did not help', log.disliked],
  ] as const)
    if (found.length === MOST_QUESTIONS)
      tell(`Of ${name} there are more: these are the newest ${MOST_QUESTIONS}.`);
  const report = reportOnAnswers(log, mask);
  print(
    json ? JSON.stringify({ days, collection: collection ?? null, ...report }) : renderAnswers(report, days),
  );
}

try {
  await run();
} catch (error) {
  tell(describeError(error));
  const isCallersFault =
    (error instanceof AssistantError && error.code === 'configuration') || error instanceof TypeError;
  process.exitCode = isCallersFault ? 2 : 1;
}
