/** What the index reads from the database: in pages, so that nobody else waits long. */
import type { Queryable, Row } from '../../database.ts';
import type { IndexedRow } from './segment.ts';

/** With PGlite a page blocks everything else while it is read. */
const PAGE_PASSAGES = 300;
const PAGE_WORDS = 5_000;
/** Documents that a statement names at most. */
const PAGE_DOCUMENTS = 500;

export interface LiveBuild {
  /** 0 where there is none. */
  readonly build: number;
  /** Whether the build that was asked about is still kept: of one that is not, nobody knows what it held. */
  readonly isKept: boolean;
}

/** @param known the build that the index stands at; 0 is always kept */
export async function readLive(database: Queryable, known: number): Promise<LiveBuild> {
  const [row] = await database.query<Row & LiveBuild>(
    `select coalesce(build, 0) as build, $1::integer = 0 or exists (select from builds where id = $1) as "isKept"
     from live_build`,
    [known],
    'knowledge-live',
  );
  return row ?? { build: 0, isKept: true };
}

const isIn = (build: string) => `(d.since <= ${build} and (d.until is null or d.until > ${build}))`;

const COLUMNS = `p.id, d.id as "documentId", d.collection, d.audience = 'staff' as "isStaff",
  d.valid_from - date '1970-01-01' as "validFrom", d.valid_until - date '1970-01-01' as "validUntil",
  p.terms::text as terms, p.frequencies::text as frequencies`;

type PageRow = IndexedRow & Row;

/** Calls `read` with the greatest id so far until a page is not full. */
async function* pages<R extends Row>(
  size: number,
  read: (after: R | undefined) => Promise<R[]>,
): AsyncGenerator<readonly R[]> {
  for (let last: R | undefined; ; ) {
    const page = await read(last);
    if (page.length > 0) yield page;
    if (page.length < size) return;
    last = page.at(-1);
  }
}

/**
 * Every passage of a build, in the order of their ids. The page is cut before it is joined: otherwise the
 * server may read and sort all of them for each page.
 */
export async function* readBuild(database: Queryable, build: number): AsyncGenerator<readonly IndexedRow[]> {
  const read = (last: PageRow | undefined) =>
    database.query<PageRow & { readonly isIn: boolean }>(
      `select ${COLUMNS}, coalesce(${isIn('$2')}, false) as "isIn"
       from (select * from passages where id > $1 order by id limit ${PAGE_PASSAGES}) p
       join documents d on d.id = p.document_id order by p.id`,
      [last?.id ?? 0, build],
    );
  for await (const page of pages(PAGE_PASSAGES, read)) yield page.filter((row) => row.isIn);
}

/** The passages of some documents. */
export async function* readDocuments(
  database: Queryable,
  ids: readonly number[],
): AsyncGenerator<readonly IndexedRow[]> {
  for (let at = 0; at < ids.length; at += PAGE_DOCUMENTS) {
    const some = ids.slice(at, at + PAGE_DOCUMENTS);
    yield* pages<PageRow>(PAGE_PASSAGES, (last) =>
      database.query(
        `select ${COLUMNS} from passages p join documents d on d.id = p.document_id
         where p.document_id = any ($1::integer[]) and p.id > $2 order by p.id limit ${PAGE_PASSAGES}`,
        [some, last?.id ?? 0],
      ),
    );
  }
}

export interface ChangedDocument {
  readonly id: number;
  /** Whether it is in the second of the two builds, or in the first. */
  readonly enters: boolean;
}

/** What is in one of two builds and not in the other. */
export const readChanges = (database: Queryable, from: number, to: number): Promise<ChangedDocument[]> =>
  database.query<Row & ChangedDocument>(
    `select d.id, ${isIn('$2')} as enters from documents d
     where (d.since > least($1::integer, $2::integer) and d.since <= greatest($1, $2)
         or d.until > least($1, $2) and d.until <= greatest($1, $2))
       and ${isIn('$1')} <> ${isIn('$2')}
     order by d.id`,
    [from, to],
  );

interface WordRow extends Row {
  readonly term: number;
  readonly word: string;
}

/** Every form that is written in any build. */
export const readWords = (database: Queryable): AsyncGenerator<readonly WordRow[]> =>
  pages<WordRow>(PAGE_WORDS, (last) =>
    database.query(
      `select term, word from words where (term, word) > ($1, $2) order by term, word limit ${PAGE_WORDS}`,
      [last?.term ?? 0, last?.word ?? ''],
    ),
  );

/** The forms of some terms. */
export const readWordsOf = (database: Queryable, terms: readonly number[]): Promise<WordRow[]> =>
  database.query<WordRow>('select term, word from words where term = any ($1::integer[])', [terms]);
