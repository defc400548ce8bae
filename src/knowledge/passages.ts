/** Passages and their index in the database. */
import type { Transaction } from '../database.ts';
import type { Passage } from '../knowledge.ts';

// Any constant will do, as long as nothing else in the database uses it as an advisory lock.
const LOCK = 7_364_114_312;

/** Of several processes one writes and the others wait; holds until the transaction ends. */
export async function lockKnowledge(transaction: Transaction): Promise<void> {
  await transaction.query('select pg_advisory_xact_lock($1)', [LOCK]);
  // Building the index reads whole tables, and thinks between statements; the sessions are otherwise
  // set to find rows by key, and to be quick.
  await transaction.execute(
    `set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on;
     set local idle_in_transaction_session_timeout = 0`,
  );
}

/** What is known of a collection itself. */
export interface CollectionRow {
  readonly name: string;
  readonly title: string;
  readonly locale: string;
  readonly owner: string;
}

export async function writeCollections(
  transaction: Transaction,
  collections: readonly CollectionRow[],
): Promise<void> {
  await transaction.query(
    `insert into collections (name, title, locale, owner)
     select name, title, locale, owner
     from jsonb_to_recordset($1::jsonb) as c(name text, title text, locale text, owner text)
     on conflict (name) do update set title = excluded.title, locale = excluded.locale, owner = excluded.owner
     where (collections.title, collections.locale, collections.owner)
       is distinct from (excluded.title, excluded.locale, excluded.owner)`,
    [JSON.stringify(collections.map(({ name, title, locale, owner }) => ({ name, title, locale, owner })))],
  );
}

export interface DocumentRow {
  readonly collection: string;
  readonly document: string;
  readonly hash: string;
}

export async function insertDocuments(
  transaction: Transaction,
  documents: readonly DocumentRow[],
): Promise<void> {
  await transaction.query(
    `insert into documents (collection, document, hash) select collection, document, hash
     from jsonb_to_recordset($1::jsonb) as d(collection text, document text, hash text)`,
    [JSON.stringify(documents)],
  );
}

/** With their passages, and these with their postings. */
export async function deleteDocuments(
  transaction: Transaction,
  documents: readonly DocumentRow[],
): Promise<void> {
  const rows = [JSON.stringify(documents)];
  const unfolded = 'jsonb_to_recordset($1::jsonb) as d(collection text, document text)';
  await transaction.query(
    `delete from postings using passages p join ${unfolded} using (collection, document)
     where postings.passage = p.id`,
    rows,
  );
  await transaction.query(
    `delete from documents using ${unfolded}
     where documents.collection = d.collection and documents.document = d.document`,
    rows,
  );
}

/** Adds passages of documents that are there already; `indexPassages` makes them findable. */
export async function insertPassages(transaction: Transaction, passages: readonly Passage[]): Promise<void> {
  await transaction.query(
    `insert into passages (passage_id, collection, document, title, headings, text)
     select "passageId", collection, document, title, headings, text
     from jsonb_to_recordset($1::jsonb)
       as p("passageId" text, collection text, document text, title text, headings jsonb, text text)`,
    [JSON.stringify(passages)],
  );
}

// Words of the title and the headings count as much as those of the text. Weights of 0.25 to 2 made
// no difference beyond noise, neither on FaQuAD nor on 92 questions about our own documents.
const INDEX = `
with new_words as materialized (
  select p.id as passage, w.word, w.term
  from passages p, text_words(concat_ws(' ', p.title,
    array_to_string(array(select jsonb_array_elements_text(p.headings)), ' '), p.text)) w
  where p.length is null
), added as (
  insert into terms (term) select distinct term from new_words on conflict (term) do nothing returning id, term
), known as materialized (
  select id, term from added
  union all
  select id, term from terms where term in (select term from new_words)
), added_words as (
  insert into words (term, word) select distinct k.id, n.word from new_words n join known k using (term)
  on conflict do nothing
)
insert into postings (term, passage, frequency)
select k.id, n.passage, count(*) from new_words n join known k using (term) group by k.id, n.passage`;

/** Brings terms, lengths and statistics in line with the passages that are there. */
export async function indexPassages(transaction: Transaction): Promise<void> {
  await transaction.query(INDEX);
  await transaction.execute(`
    update passages p set length = coalesce((select sum(frequency) from postings where passage = p.id), 0)
    where length is null;
    update terms t set passages = c.passages
    from (select term, count(*) as passages from postings group by term) c
    where c.term = t.id and c.passages <> t.passages;
    delete from terms t where not exists (select from postings where term = t.id);
    delete from words w where not exists (select from terms where id = w.term);
    update passage_statistics set (passages, mean_length) =
      (select count(*), coalesce(avg(length), 0) from passages)`);
}
