/** Builds: which documents are searched, changed with one row, and back again. */
import type { Database, Queryable, Row, Transaction } from '../database.ts';
import { AssistantError } from '../errors.ts';
import type { Audience } from '../knowledge.ts';
import { lockKnowledge } from './passages.ts';

/** So many of the newest builds can be gone back to. */
export const KEPT_BUILDS = 5;

/** Staged rows of a process that must have died: no look at the sources takes as long. */
const ABANDONED = '12 hours';

/** What is known of a collection itself. */
export interface CollectionState {
  readonly name: string;
  readonly title: string;
  readonly locale: string;
  readonly owner: string;
  readonly audience: Audience;
}

/** A collection as it was when the build was made. */
export interface BuiltCollection extends CollectionState {
  readonly documents: number;
  readonly passages: number;
}

export interface Build {
  readonly id: number;
  readonly madeAt: Date;
  readonly collections: readonly BuiltCollection[];
  /** An `IngestReport`. */
  readonly report: Readonly<Record<string, unknown>>;
  readonly live: boolean;
}

/** What makes a build out of the one before it. */
export interface Changes {
  /** Ids of rows of the newest build that are in it no more. */
  readonly ended: readonly number[];
  /** Ids of rows that were staged. */
  readonly added: readonly number[];
  readonly collections: readonly CollectionState[];
  readonly report: object;
}

/** The newest build, live or not; id 0 where there is none. */
export async function readNewestBuild(
  database: Queryable,
): Promise<{ readonly id: number; readonly collections: readonly CollectionState[] }> {
  const [row] = await database.query<Row & { id: number; collections: BuiltCollection[] }>(
    'select id, collections from builds order by id desc limit 1',
  );
  const collections = (row?.collections ?? []).map(({ documents: _, passages: __, ...state }) => state);
  return { id: row?.id ?? 0, collections };
}

/** What is searched; undefined where nothing was ever ingested. */
export async function readLiveBuild(database: Queryable): Promise<number | undefined> {
  const [row] = await database.query<Row & { build: number | null }>('select build from live_build');
  return row?.build ?? undefined;
}

const COUNT = `
select d.collection, count(distinct d.id)::integer as documents, count(p.id)::integer as passages
from documents d left join passages p on p.document_id = d.id
where d.since is not null and d.until is null group by d.collection`;

const MAKE = "insert into builds (collections, report) values ('[]', $1::jsonb) returning id";

/** Makes it live. Call it under the lock. Returns its id. */
export async function makeBuild(transaction: Transaction, changes: Changes): Promise<number> {
  const { ended, added, collections, report } = changes;
  const [build] = await transaction.query<Row & { id: number }>(MAKE, [JSON.stringify(report)]);
  if (!build) throw new Error('no build was made');
  const { id } = build;
  await transaction.query('update documents set until = $1 where id = any ($2::integer[])', [id, ended]);
  const promoted = await transaction.query(
    'update documents set since = $1 where id = any ($2::integer[]) and since is null returning id',
    [id, added],
  );
  if (promoted.length !== added.length) throw new Error('what was staged is gone: it took too long');
  const counts = await transaction.query<
    Row & Omit<BuiltCollection, keyof CollectionState> & { collection: string }
  >(COUNT);
  const built = collections.map((state): BuiltCollection => {
    const { documents = 0, passages = 0 } = counts.find(({ collection }) => collection === state.name) ?? {};
    return { ...state, documents, passages };
  });
  await transaction.query('update builds set collections = $2::jsonb where id = $1', [
    id,
    JSON.stringify(built),
  ]);
  await transaction.query('update live_build set build = $1', [id]);
  return id;
}

/** Newest first. */
export async function listBuilds(database: Queryable): Promise<readonly Build[]> {
  return database.query<Build & Row>(
    `select id, made_at as "madeAt", collections, report, build is not distinct from id as live
     from builds cross join live_build order by id desc`,
  );
}

/**
 * Searches from an older build, or again from a newer one, until the sources change.
 * @throws AssistantError `not-found` when the build is not kept
 */
export async function rollBack(database: Database, build: number): Promise<void> {
  await database.transaction(async (transaction) => {
    await lockKnowledge(transaction);
    const changed = await transaction.query(
      'update live_build set build = $1 where exists (select from builds where id = $1) returning build',
      [build],
    );
    if (changed.length === 0) throw new AssistantError('not-found', `Build ${build}`);
  });
}

const CLEAN_TERMS = `
with used as materialized (select distinct unnest(terms) as id from passages)
delete from terms t where not exists (select from used where used.id = t.id)`;

/** Lets go of builds beyond those that are kept, with every row that only they had. */
export async function pruneBuilds(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    await lockKnowledge(transaction);
    await transaction.query(
      `delete from builds where id < (select min(id) from (select id from builds order by id desc limit $1) kept)
         and id is distinct from (select build from live_build)`,
      [KEPT_BUILDS],
    );
    const gone = await transaction.query(
      `delete from documents
       where until <= (select min(id) from builds) or (since is null and staged_at < now() - $1::interval)
       returning id`,
      [ABANDONED],
    );
    if (gone.length === 0) return;
    await transaction.query(CLEAN_TERMS);
    await transaction.query('delete from words w where not exists (select from terms t where t.id = w.term)');
  });
}
