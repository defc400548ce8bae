/** Documents and their passages in the database, as they are staged for a build. */
import { setImmediate } from 'node:timers/promises';
import type { Database, Row, Transaction } from '../database.ts';
import type { Audience } from '../knowledge.ts';

// Any constant will do, as long as nothing else in the database uses it as an advisory lock.
const LOCK = 7_364_114_312;

/** Of several processes one writes and the others wait; holds until the transaction ends. */
export async function lockKnowledge(transaction: Transaction): Promise<void> {
  await transaction.query('select pg_advisory_xact_lock($1)', [LOCK]);
  // Staging reads whole tables of what it is handed, and thinks between statements; the sessions are
  // otherwise set to find rows by key, and to be quick.
  await transaction.execute(
    `set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on;
     set local idle_in_transaction_session_timeout = '60s'`,
  );
}

/** Where a document came from: a folder, a web address, or the API. */
export type Origin = 'file' | 'web' | 'upload';

/** A passage on its way into the database. */
export interface NewPassage {
  readonly passageId: string;
  readonly headings: readonly string[];
  readonly text: string;
  /** In documents with pages, from 1. */
  readonly page?: number | undefined;
  /** The fragment of its heading in a document on the web. */
  readonly anchor?: string | undefined;
}

/** A document on its way into the database. */
export interface NewDocument {
  readonly collection: string;
  /** Path inside the collection without extension, or the address it was fetched from. */
  readonly document: string;
  readonly origin: Origin;
  /** Of its content and of what its source says about it. */
  readonly hash: string;
  readonly title: string;
  readonly locale: string;
  readonly owner: string;
  readonly audience: Audience;
  /** First and last day on which it holds, as `2026-11-02`; undefined: no limit. */
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
  /** Where a citizen can read the whole of it. */
  readonly address?: string | undefined;
  readonly mediaType: string;
  readonly passages: readonly NewPassage[];
}

const INSERT_DOCUMENTS = `
insert into documents (collection, document, origin, hash, title, locale, owner, audience, valid_from, valid_until,
  address, media_type)
select collection, document, origin, hash, title, locale, owner, audience, "validFrom", "validUntil", address, "mediaType"
from jsonb_to_recordset($1::jsonb) as d(collection text, document text, origin text, hash text, title text, locale text,
  owner text, audience text, "validFrom" date, "validUntil" date, address text, "mediaType" text)
returning id, collection, document`;

// Words of the title and the headings count as much as those of the text. A term that is known is not
// inserted over itself, which would use up an id: they stay close together, as indexes of arrays.
const INSERT_PASSAGES = `
with given as materialized (
  select * from jsonb_to_recordset($1::jsonb) as g(row integer, "documentId" integer, title text, "passageId" text,
    headings jsonb, text text, page integer, anchor text)
), written as materialized (
  select g.row, w.word, w.term
  from given g, text_words(concat_ws(' ', g.title,
    array_to_string(array(select jsonb_array_elements_text(g.headings)), ' '), g.text)) w
), added as (
  insert into terms (term)
  select distinct w.term from written w where not exists (select from terms t where t.term = w.term) order by w.term
  returning id, term
), known as materialized (
  select id, term from added
  union all
  select id, term from terms where term in (select term from written)
), added_words as (
  insert into words (term, word) select distinct k.id, w.word from written w join known k using (term) order by 1, 2
  on conflict do nothing
), counted as (
  select w.row, k.id as term, count(*)::integer as frequency
  from written w join known k using (term) group by w.row, k.id
), indexed as (
  select row, array_agg(term order by term) as terms, array_agg(frequency order by term) as frequencies
  from counted group by row
)
insert into passages (document_id, passage_id, headings, text, page, anchor, terms, frequencies)
select g."documentId", g."passageId", g.headings, g.text, g.page, g.anchor,
  coalesce(i.terms, '{}'), coalesce(i.frequencies, '{}')
from given g left join indexed i using (row) order by g.row`;

/** PGlite serves nobody else while a statement runs: one of this size takes 0.1 to 0.3 s on a busy machine of two cores. */
const BATCH_PASSAGES = 50;
const BATCH_CHARACTERS = 80_000;

/** A passage and all that goes with it into the database. */
interface Entry extends NewPassage {
  readonly documentId: number;
  readonly title: string;
}

/** In order, each batch no larger than a statement should be. */
function* inBatches(entries: readonly Entry[]): Generator<Entry[]> {
  let batch: Entry[] = [];
  let characters = 0;
  for (const entry of entries) {
    if (batch.length === BATCH_PASSAGES || characters > BATCH_CHARACTERS) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(entry);
    characters += entry.text.length;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Writes documents with their passages and terms, in several short transactions; they are in no build
 * until one is made of them.
 * @returns their ids, in their order
 */
export async function stageDocuments(
  database: Database,
  documents: readonly NewDocument[],
): Promise<readonly number[]> {
  const rows = JSON.stringify(documents.map(({ passages: _, ...document }) => document));
  const inserted = await database.query<Row & { id: number; collection: string; document: string }>(
    INSERT_DOCUMENTS,
    [rows],
  );
  const keyOf = (document: { collection: string; document: string }) =>
    JSON.stringify([document.collection, document.document]);
  const ids = new Map(inserted.map((row) => [keyOf(row), row.id]));
  const idOf = (document: NewDocument): number => {
    const id = ids.get(keyOf(document));
    if (id === undefined) throw new Error(`${document.document} was not staged`);
    return id;
  };
  const entries = documents.flatMap((document) =>
    document.passages.map((passage) => ({ ...passage, documentId: idOf(document), title: document.title })),
  );
  for (const batch of inBatches(entries)) {
    // PGlite answers in the same breath: without this nobody else would have a turn until all is written.
    await setImmediate();
    const given = JSON.stringify(batch.map((entry, row) => ({ ...entry, row })));
    await database.transaction(async (transaction) => {
      await lockKnowledge(transaction);
      await transaction.query(INSERT_PASSAGES, [given]);
    });
  }
  return documents.map(idOf);
}
