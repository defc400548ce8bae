/**
 * `npm run nlu:review -- [--days 30] [--locale pt-BR] [--yaml | --json]`: real messages that were not
 * surely understood, those that look alike together, most frequent first, without personal numbers and
 * addresses. `--yaml` prints what can be pasted into a dialog's `nlu.yml`.
 */
import { parseArgs } from 'node:util';
import { groupForReview } from '../authoring/review.ts';
import { renderReview, renderYaml } from '../authoring/review-text.ts';
import { findEntities } from '../entities.ts';
import { AssistantError, describeError } from '../errors.ts';
import { DEFAULT_LOCALE, TIME_ZONE } from '../locale.ts';
import { createLog } from '../log.ts';
import { openDatabase } from '../roles/core.ts';
import { readSettings } from '../settings.ts';
import { migrate } from '../store/migrate.ts';
import { findUnrecognised } from '../store/unrecognised.ts';
import { maskPersonal } from '../understanding/mask.ts';
import type { HeardMessage } from '../understanding.ts';

/** More than authors go through at once; the newest are kept. */
const MOST_MESSAGES = 10_000;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

function mask({ text, saidAt, understanding: { locale } }: HeardMessage): string {
  return maskPersonal(text, findEntities(text, { locale, now: saidAt, timeZone: TIME_ZONE }));
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      days: { type: 'string', default: '30' },
      locale: { type: 'string' },
      yaml: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > 36_500)
    throw new AssistantError('configuration', '--days must be a number from 1 on');
  if (values.yaml && values.json)
    throw new AssistantError('configuration', '--yaml and --json are two ways of printing: choose one');
  return { ...values, days };
}

async function run(): Promise<void> {
  const { days, locale, yaml, json } = readOptions();
  const settings = readSettings();
  await using database = await openDatabase(settings, createLog('silent'));
  await migrate(database);
  const heard = await findUnrecognised(database, { days, limit: MOST_MESSAGES });
  if (heard.length === MOST_MESSAGES) tell(`There are more: these are the newest ${MOST_MESSAGES} messages.`);
  const all = groupForReview(heard, mask);
  // A file of training data is of one language.
  const wanted = locale ?? (yaml ? DEFAULT_LOCALE : undefined);
  const groups = wanted === undefined ? all : all.filter((group) => group.locale === wanted);
  if (json) print(JSON.stringify({ days, groups }));
  else print(yaml ? renderYaml(groups) : renderReview(groups, days));
}

try {
  await run();
} catch (error) {
  tell(describeError(error));
  process.exitCode = error instanceof AssistantError && error.code !== 'configuration' ? 1 : 2;
}
