/** Vectors of passages in the database, by pgvector. A text that is kept already is not embedded again. */
import type { Database, Queryable, Row } from '../../database.ts';

// Any constant will do, as long as nothing else in the database uses it as an advisory lock.
const LOCK = 7_364_114_313;

/** From so many vectors on an index pays; a search over fewer reads them all. */
const INDEX_VECTORS = 2_000;
/** pgvector's limit for an index over vectors. */
const INDEX_DIMENSIONS = 2_000;

const TABLES = `
create extension if not exists vector;
create table if not exists vectors (
  id integer generated always as identity primary key,
  model text not null,
  -- Of the text that was embedded.
  hash text not null,
  embedding vector not null,
  unique (model, hash)
);
create table if not exists passage_vectors (
  passage_id integer not null references passages on delete cascade,
  vector_id integer not null references vectors,
  primary key (passage_id, vector_id)
);
create index if not exists passage_vectors_vector on passage_vectors (vector_id);`;

/** Makes the extension and the tables. @throws where the server has no pgvector, or we may not make it */
export const makeTables = (database: Database): Promise<void> =>
  database.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await transaction.execute(TABLES);
  });

/** What is embedded of a passage: as it is searched, with its title and headings. */
const TEXT = `concat_ws(E'\\n', d.title, nullif(array_to_string(array(select jsonb_array_elements_text(p.headings)), ' › '), ''), p.text)`;

export interface Unembedded {
  readonly row: number;
  readonly hash: string;
  readonly text: string;
}

/** Of the live build, in the order of their rows. */
export const readUnembedded = (
  database: Queryable,
  model: string,
  after: number,
  limit: number,
): Promise<Unembedded[]> =>
  database.query<Row & Unembedded>(
    `select row, text, encode(sha256(convert_to(text, 'UTF8')), 'hex') as hash from (
       select p.id as row, ${TEXT} as text
       from passages p join documents d on d.id = p.document_id cross join live_build l
       where p.id > $2 and d.since <= l.build and (d.until is null or d.until > l.build)
         and not exists (select from passage_vectors x join vectors v on v.id = x.vector_id
           where x.passage_id = p.id and v.model = $1)
       order by p.id limit $3) waiting`,
    [model, after, limit],
  );

/** Which of the hashes have a vector already. */
export async function readKnown(
  database: Queryable,
  model: string,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await database.query<Row & { hash: string }>(
    'select hash from vectors where model = $1 and hash = any ($2::text[])',
    [model, hashes],
  );
  return new Set(rows.map(({ hash }) => hash));
}

/** As pgvector reads it. */
export const writeVector = (vector: readonly number[]): string => `[${vector.join()}]`;

export interface Embedded {
  readonly hash: string;
  /** As `writeVector` has it. */
  readonly embedding: string;
}

/** Keeps vectors, and says which passages they belong to; passages that are gone meanwhile are left out. */
export async function keepVectors(
  database: Database,
  model: string,
  vectors: readonly Embedded[],
  passages: readonly Unembedded[],
): Promise<void> {
  await database.batch([
    [
      `insert into vectors (model, hash, embedding) select $1, hash, embedding::vector
       from jsonb_to_recordset($2::jsonb) as g(hash text, embedding text) on conflict do nothing`,
      [model, JSON.stringify(vectors)],
    ],
    [
      `insert into passage_vectors (passage_id, vector_id) select p.id, v.id
       from jsonb_to_recordset($2::jsonb) as g(row integer, hash text)
       join vectors v on v.model = $1 and v.hash = g.hash join passages p on p.id = g.row on conflict do nothing`,
      [model, JSON.stringify(passages.map(({ row, hash }) => ({ row, hash })))],
    ],
  ]);
}

/** Vectors that no kept passage has. */
export const pruneVectors = (database: Queryable): Promise<Row[]> =>
  database.query(
    'delete from vectors v where not exists (select from passage_vectors x where x.vector_id = v.id)',
  );

const indexName = (dimensions: number): string => `vectors_near_${dimensions}`;

/** Makes the index that finds near vectors, once there are enough. */
export async function indexVectors(database: Database, dimensions: number): Promise<void> {
  if (dimensions > INDEX_DIMENSIONS) return;
  const [counted] = await database.query<Row & { many: boolean }>(
    `select count(*) >= ${INDEX_VECTORS} as many from (select from vectors limit ${INDEX_VECTORS}) some`,
  );
  if (!counted?.many) return;
  // Numbers alone go into the statement.
  await database.query(
    `create index if not exists ${indexName(dimensions)} on vectors
     using hnsw ((embedding::vector(${dimensions})) vector_cosine_ops) where vector_dims(embedding) = ${dimensions}`,
  );
}

export interface VectorFilter {
  readonly collections?: readonly string[] | undefined;
  readonly audience: 'public' | 'staff';
  /** Days since 1970. */
  readonly day: number;
}

/** Vectors that are looked at, of which the filter leaves some. */
const REACH = 200;

/** Rows of the passages nearest to a vector, nearest first. */
export async function findNear(
  database: Database,
  model: string,
  vector: readonly number[],
  filter: VectorFilter,
  limit: number,
): Promise<readonly number[]> {
  const typed = `vector(${vector.length})`;
  return database.transaction(async (transaction) => {
    await transaction.execute(`set local hnsw.ef_search = ${REACH}`);
    const rows = await transaction.query<Row & { row: number }>(
      `with near as materialized (
         select id, embedding::${typed} <=> $2::${typed} as distance from vectors
         where model = $1 and vector_dims(embedding) = ${vector.length}
         order by embedding::${typed} <=> $2::${typed} limit ${REACH}
       )
       select p.id as row from near n join passage_vectors x on x.vector_id = n.id
       join passages p on p.id = x.passage_id join documents d on d.id = p.document_id cross join live_build l
       where d.since <= l.build and (d.until is null or d.until > l.build)
         and ($3::text[] is null or d.collection = any ($3::text[])) and (d.audience = 'public' or $4 = 'staff')
         and coalesce(d.valid_from <= date '1970-01-01' + $5::integer, true)
         and coalesce(d.valid_until >= date '1970-01-01' + $5::integer, true)
       order by n.distance, p.id limit $6`,
      [model, writeVector(vector), filter.collections ?? null, filter.audience, filter.day, limit],
    );
    return rows.map(({ row }) => row);
  });
}
