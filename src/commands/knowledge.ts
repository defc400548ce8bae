/**
 * `npm run knowledge`: the documents that are answered from, and their builds.
 *
 *   npm run knowledge -- ingest                    looks at all sources, pages on the web as well
 *   npm run knowledge -- report                    what the last look at the sources found, and what it could not take
 *   npm run knowledge -- documents [--collection NAME]
 *   npm run knowledge -- builds                    newest first
 *   npm run knowledge -- rollback N                searches from build N until the sources change
 *
 * `--json` prints one line of JSON. Ends with 1 when something failed, with 2 when it was called wrongly.
 */
import { parseArgs } from 'node:util';
import { renderTable, toLine } from '../authoring/table.ts';
import type { Database } from '../database.ts';
import { AssistantError, describeError } from '../errors.ts';
import { listBuilds, rollBack } from '../knowledge/builds.ts';
import { type IngestReport, readLastIngest } from '../knowledge/ingest.ts';
import { type ListedDocument, listDocuments } from '../knowledge/uploads.ts';
import { createLog } from '../log.ts';
import { openDatabase } from '../roles/core.ts';
import { fetchSources, ingestSources } from '../roles/knowledge.ts';
import { readSettings, type Settings } from '../settings.ts';
import { migrate } from '../store/migrate.ts';
import { createProgress } from './progress.ts';

const USAGE =
  'usage: npm run knowledge -- ingest | report | documents [--collection NAME] | builds | rollback N  [--json]';
const PAGE = 500;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const toMoment = (date: Date): string => `${date.toISOString().slice(0, 19).replace('T', ' ')}Z`;

interface Command {
  readonly database: Database;
  readonly settings: Settings;
  readonly json: boolean;
  readonly collection: string | undefined;
}

function describeReport(report: IngestReport): string {
  const { changed, unchanged, deleted, rejected, passages, build } = report;
  const made = build === null ? 'no build was made' : `build ${build} is searched now`;
  const counts =
    `${changed} new or changed (${passages} passages), ${unchanged} unchanged, ${deleted} deleted, ` +
    `${rejected.length} not taken; ${made}.`;
  const lines = rejected.map(({ place, reason }) =>
    // A wrong sources.yml is told with its own place, line by line.
    reason.startsWith(place)
      ? `  ${reason.replaceAll('\n', '\n  ')}`
      : `  ${toLine(place)}: ${toLine(reason)}`,
  );
  return [counts, ...(lines.length > 0 ? ['Not taken, and as they were before:', ...lines] : [])].join('\n');
}

async function ingest({ database, settings, json }: Command): Promise<void> {
  const log = createLog('silent');
  using progress = createProgress();
  const looking = { database, settings, log };
  await fetchSources(looking, new Date(), { onProgress: progress.show });
  const report = await ingestSources(looking, { onProgress: progress.show });
  progress[Symbol.dispose]();
  print(json ? JSON.stringify(report) : describeReport(report));
  if (report.rejected.length > 0) process.exitCode = 1;
}

async function report({ database, json }: Command): Promise<void> {
  const last = await readLastIngest(database);
  if (json) return print(JSON.stringify(last ?? null));
  if (!last) return print('The sources were never looked at: npm run knowledge -- ingest');
  const { tookMs } = last.report;
  print(`The sources were looked at on ${toMoment(last.endedAt)}, in ${(tookMs / 1_000).toFixed(1)} s:`);
  print(describeReport(last.report));
}

async function documents({ database, json, collection }: Command): Promise<void> {
  const all: ListedDocument[] = [];
  for (;;) {
    const page = await listDocuments(database, { collection, limit: PAGE, after: all.at(-1) });
    all.push(...page);
    if (page.length < PAGE) break;
  }
  if (json) return print(JSON.stringify(all));
  if (all.length === 0) return print('There are no documents.');
  const columns = [
    { title: 'COLLECTION', cell: (one: ListedDocument) => one.collection },
    { title: 'DOCUMENT', cell: (one: ListedDocument) => one.document, flexible: true },
    { title: 'FROM', cell: (one: ListedDocument) => one.origin },
    { title: 'FOR', cell: (one: ListedDocument) => one.audience ?? '-' },
    { title: 'UNTIL', cell: (one: ListedDocument) => one.validUntil ?? '-' },
    { title: 'PASSAGES', cell: (one: ListedDocument) => String(one.passages), right: true },
    { title: 'TITLE', cell: (one: ListedDocument) => one.title ?? `(${one.state})`, flexible: true },
  ];
  for (const line of renderTable(all, columns, '')) print(line);
}

async function builds({ database, json }: Command): Promise<void> {
  const all = await listBuilds(database);
  if (json) return print(JSON.stringify(all));
  if (all.length === 0) return print('There is no build: npm run knowledge -- ingest');
  const rows = all.map(({ id, madeAt, live, collections, report: made }) => {
    const { changed, deleted } = made as { changed?: number; deleted?: number };
    const total = (of: 'documents' | 'passages') => collections.reduce((sum, each) => sum + each[of], 0);
    return { id, madeAt, live, changed, deleted, documents: total('documents'), passages: total('passages') };
  });
  type Shown = (typeof rows)[number];
  const columns = [
    { title: 'BUILD', cell: ({ id }: Shown) => String(id), right: true },
    { title: 'MADE', cell: ({ madeAt }: Shown) => toMoment(madeAt) },
    { title: 'DOCUMENTS', cell: (one: Shown) => String(one.documents), right: true },
    { title: 'PASSAGES', cell: (one: Shown) => String(one.passages), right: true },
    { title: 'CHANGED', cell: ({ changed = 0 }: Shown) => String(changed), right: true },
    { title: 'DELETED', cell: ({ deleted = 0 }: Shown) => String(deleted), right: true },
    { title: '', cell: ({ live }: Shown) => (live ? 'is searched' : '') },
  ];
  for (const line of renderTable(rows, columns, '')) print(line);
}

async function rollback({ database, json }: Command, text: string): Promise<void> {
  const build = Number(text);
  if (!Number.isInteger(build) || build < 1)
    throw new AssistantError(
      'invalid-request',
      `${text} is no number of a build: npm run knowledge -- builds`,
    );
  await rollBack(database, build);
  if (json) return print(JSON.stringify({ build }));
  print(`Build ${build} is searched now, in every process within two seconds, until the sources change.`);
}

const ACTIONS: Readonly<Record<string, (command: Command, argument: string) => Promise<void>>> = {
  ingest,
  report,
  documents,
  builds,
  rollback,
};

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, collection: { type: 'string' } },
  });
  const [name = '', argument = '', ...rest] = positionals;
  const run = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  const takesArgument = name === 'rollback';
  if (!run || rest.length > 0 || takesArgument !== (argument !== ''))
    throw new AssistantError('invalid-request', USAGE);
  return { run, argument, ...values };
}

const isCallersFault = (error: unknown): boolean =>
  (error instanceof AssistantError && error.code === 'invalid-request') ||
  (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

try {
  const { run, argument, json, collection } = readArguments();
  const settings = readSettings();
  await using database = await openDatabase(settings, createLog(settings.LOG_LEVEL));
  await migrate(database);
  await run({ database, settings, json, collection }, argument);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = isCallersFault(error) ? 2 : 1;
}
