/** Brings the database in line with the folder of documents; unchanged ones are not touched. */
import { fileURLToPath } from 'node:url';
import type { Database, Queryable, Row, Transaction } from '../database.ts';
import { describeError } from '../errors.ts';
import type { Passage } from '../knowledge.ts';
import type { Log } from '../log.ts';
import { cutDocument } from './chunk.ts';
import { readCollections, type SourceCollection, type SourceDocument } from './collection.ts';
import { parseMarkdown } from './markdown.ts';
import {
  type DocumentRow,
  deleteDocuments,
  indexPassages,
  insertDocuments,
  insertPassages,
  lockKnowledge,
  writeCollections,
} from './passages.ts';

/** What happened, in documents; `passages` were written. */
export interface IngestReport {
  readonly changed: number;
  readonly unchanged: number;
  readonly deleted: number;
  /** Bad files: each was logged with its reason, and its last good state stays. */
  readonly rejected: number;
  readonly passages: number;
}

interface NamedDocument extends SourceDocument {
  readonly collection: string;
}

const keyOf = ({ collection, document }: { collection: string; document: string }): string =>
  JSON.stringify([collection, document]);

const readKept = (database: Queryable): Promise<DocumentRow[]> =>
  database.query<DocumentRow & Row>('select collection, document, hash from documents');

/** Undefined when the document is bad, which is logged. */
function cut({ collection, document, source, file }: NamedDocument, log: Log): Passage[] | undefined {
  if (source === undefined) return undefined;
  try {
    return cutDocument(collection, document, parseMarkdown(source));
  } catch (error) {
    log.warn({ file, reason: describeError(error) }, 'document cannot be used; what was known of it stays');
    return undefined;
  }
}

/** The difference between the folder and the database, decided under the lock. */
async function apply(
  transaction: Transaction,
  collections: readonly SourceCollection[],
  unreadable: readonly string[],
  log: Log,
): Promise<IngestReport> {
  await lockKnowledge(transaction);
  const kept = await readKept(transaction);
  const hashes = new Map(kept.map((document) => [keyOf(document), document.hash]));
  const found: NamedDocument[] = collections.flatMap(({ name, documents }) =>
    documents.map((document) => ({ ...document, collection: name })),
  );
  const changed = found.filter((document) => hashes.get(keyOf(document)) !== document.hash);
  const good = changed.flatMap((document) => {
    const passages = cut(document, log);
    return passages ? [{ document, passages }] : [];
  });
  const present = new Set(found.map(keyOf));
  const gone = kept.filter(({ collection, document }) => {
    return !unreadable.includes(collection) && !present.has(keyOf({ collection, document }));
  });
  const passages = good.flatMap((entry) => entry.passages);

  await writeCollections(transaction, collections);
  if (good.length > 0 || gone.length > 0) {
    const rows = good.map(({ document: { collection, document, hash } }) => ({ collection, document, hash }));
    await deleteDocuments(transaction, [...gone, ...rows]);
    await insertDocuments(transaction, rows);
    await insertPassages(transaction, passages);
    await indexPassages(transaction);
  }
  await transaction.query('delete from collections where name <> all ($1)', [
    [...collections.map((collection) => collection.name), ...unreadable],
  ]);
  return {
    changed: good.length,
    unchanged: found.length - changed.length,
    deleted: gone.length,
    rejected: changed.length - good.length,
    passages: passages.length,
  };
}

/**
 * Reads every `<folder>/<collection>/` and writes what changed, in one transaction. A bad file or
 * collection is logged as a warning with its reason; it does not stop the others, and what was
 * known of it stays.
 * @throws when the folder itself cannot be read
 */
export async function ingestFolder(
  database: Database,
  folder: URL | string,
  log: Log,
): Promise<IngestReport> {
  const path = folder instanceof URL ? fileURLToPath(folder) : folder;
  const { collections, unreadable } = await readCollections(path, log);
  return database.transaction((transaction) => apply(transaction, collections, unreadable, log));
}
