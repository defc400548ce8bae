/** Brings the database in line with the sources; unchanged documents are not touched. */
import { isDeepStrictEqual } from 'node:util';
import type { Database, Queryable, Row } from '../database.ts';
import { AssistantError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type CollectionState, makeBuild, pruneBuilds, readNewestBuild } from './builds.ts';
import { type Collection, readCollections } from './collection.ts';
import { createExtractor, type Extractor } from './extract.ts';
import { lockKnowledge } from './passages.ts';
import { findChanged, planBuild, readKept, type Scope, type Seen, wasOvertaken } from './plan.ts';
import { listFiles } from './sources/files.ts';
import type { Listing, Rejection } from './sources/source.ts';
import { listHomeless, listUploads } from './sources/uploads.ts';
import { listPages } from './sources/web.ts';
import { openStaging, type Staging } from './staging.ts';

/** What happened, in documents; `passages` were written. */
export interface IngestReport {
  readonly changed: number;
  readonly unchanged: number;
  readonly deleted: number;
  /** What could not be taken; what was known of it stays. */
  readonly rejected: readonly Rejection[];
  readonly passages: number;
  /** The build that was made; null where nothing changed. */
  readonly build: number | null;
  readonly tookMs: number;
}

export interface IngestOptions {
  readonly database: Database;
  /** Holds a folder for each collection. */
  readonly folder: string;
  readonly log: Log;
  /** Told after each document that had to be read. */
  readonly onDocument?: (done: number, total: number, place: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** One that has read something already; its own where left out. */
  readonly extractor?: Extractor | undefined;
}

/** What an ingest of every source is called in the table of ingests: no collection's name. */
const EVERYTHING = '*';

/** Newer builds may be made meanwhile by others; so often is looked again. */
const ATTEMPTS = 20;

async function lookAtAll(
  { database, folder }: IngestOptions,
  newest: readonly CollectionState[],
): Promise<Seen> {
  const { collections, unreadable } = await readCollections(folder);
  const listings: Listing[] = [];
  for (const collection of collections) {
    listings.push(await listFiles(collection));
    listings.push(await listPages(database, collection));
    listings.push(await listUploads(database, collection));
  }
  const unread = new Set(unreadable.map(({ collection }) => collection));
  const named = new Set([...unread, ...collections.map(({ name }) => name)]);
  listings.push(await listHomeless(database, named));
  const states = collections.map(
    ({ folder: _, sources: __, ...state }: Collection): CollectionState => state,
  );
  return {
    collections: [...states, ...newest.filter(({ name }) => unread.has(name))].sort((one, other) =>
      one.name < other.name ? -1 : 1,
    ),
    listings,
    unreadable,
  };
}

async function lookAtUploads(
  { database }: Pick<IngestOptions, 'database'>,
  collection: string,
  newest: readonly CollectionState[],
): Promise<Seen> {
  const state = newest.find(({ name }) => name === collection);
  return { collections: newest, listings: state ? [await listUploads(database, state)] : [], unreadable: [] };
}

interface Looking extends Scope {
  look(newest: readonly CollectionState[]): Promise<Seen>;
}

/** In one transaction: either the plan still holds and becomes a build, or undefined. */
async function publish(
  { database }: Pick<IngestOptions, 'database'>,
  scope: Scope,
  seen: Seen,
  { newest, startedAt, ...given }: { newest: number; startedAt: number; staging: Staging },
): Promise<IngestReport | undefined> {
  return database.transaction(async (transaction) => {
    await lockKnowledge(transaction);
    if (await wasOvertaken(transaction, scope, newest)) return undefined;
    const { collections: before } = await readNewestBuild(transaction);
    const plan = planBuild(scope, seen, await readKept(transaction, scope), given.staging);
    const { ended, added, ...counts } = plan;
    const collections = scope.collection === undefined ? seen.collections : before;
    const changes = ended.length + added.length > 0 || !isDeepStrictEqual(collections, before);
    const found = { ...counts, tookMs: Math.round(performance.now() - startedAt) };
    const build = changes ? await makeBuild(transaction, { ended, added, collections, report: found }) : null;
    const report: IngestReport = { ...found, build };
    await transaction.query(
      `insert into ingests (scope, report) values ($1, $2::jsonb)
       on conflict (scope) do update set ended_at = now(), report = excluded.report`,
      [scope.collection ?? EVERYTHING, JSON.stringify(report)],
    );
    return report;
  });
}

async function ingest(options: Omit<IngestOptions, 'folder'>, scope: Looking): Promise<IngestReport> {
  const { database, signal, onDocument = () => undefined } = options;
  const startedAt = performance.now();
  await using own = createExtractor();
  await using staging = openStaging(database, options.extractor ?? own, signal);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const newest = await readNewestBuild(database);
    const seen = await scope.look(newest.collections);
    const changed = findChanged(seen, await readKept(database, scope));
    await staging.stage(changed, onDocument);
    const report = await publish(options, scope, seen, { newest: newest.id, startedAt, staging });
    if (!report) continue;
    for (const { place, reason } of report.rejected)
      options.log.warn({ file: place, reason }, 'a source cannot be used; what was known of it stays');
    // Looking for words that nobody has any more takes seconds where there is much: whoever uploads need not wait.
    if (scope.collection === undefined) await pruneBuilds(database);
    return report;
  }
  throw new AssistantError('not-ready', 'The documents change faster than they can be read.');
}

/**
 * Reads every `<folder>/<collection>/sources.yml`, the files, the pages that were fetched and what was
 * uploaded, and makes a build where something changed. What cannot be used is reported and logged with
 * its reason; it does not stop the others, and what was known of it stays. Several may run at once,
 * in one process or in many.
 * @throws when the folder itself cannot be read; the signal's reason when it is aborted
 */
export const ingestAll = (options: IngestOptions): Promise<IngestReport> =>
  ingest(options, {
    origins: ['file', 'web', 'upload'],
    collection: undefined,
    look: (newest) => lookAtAll(options, newest),
  });

/** The same for what was uploaded to one collection; needs no folder. */
export const ingestUploads = (
  options: Omit<IngestOptions, 'folder'>,
  collection: string,
): Promise<IngestReport> =>
  ingest(options, {
    origins: ['upload'],
    collection,
    look: (newest) => lookAtUploads(options, collection, newest),
  });

/** When all sources were last looked at, and with what result; undefined: never. */
export async function readLastIngest(
  database: Queryable,
): Promise<{ readonly endedAt: Date; readonly report: IngestReport } | undefined> {
  const [row] = await database.query<Row & { endedAt: Date; report: IngestReport }>(
    'select ended_at as "endedAt", report from ingests where scope = $1',
    [EVERYTHING],
  );
  return row;
}
