/** Reads documents that changed, and stages them, a few at a time. */
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import type { Extracted, Extractor } from './extract.ts';
import { type NewDocument, stageDocuments } from './passages.ts';
import type { SourceDocument } from './sources/source.ts';

/** Staged together; what a process holds in memory beside the document it reads. */
const TOGETHER = { documents: 100, passages: 500 };

/** A document in one of its versions. */
export const versionKey = ({
  collection,
  document,
  hash,
}: Pick<SourceDocument, 'collection' | 'document' | 'hash'>) => JSON.stringify([collection, document, hash]);

/** What became of a version: its row, or what is wrong with it. */
export type Staged = { readonly id: number; readonly passages: number } | { readonly reason: string };

export interface Staging extends AsyncDisposable {
  /** Reads those that were not read before. `onDocument` is told after each. */
  stage(
    documents: readonly SourceDocument[],
    onDocument: (done: number, total: number, place: string) => void,
  ): Promise<void>;
  find(document: SourceDocument): Staged | undefined;
}

function toNewDocument(source: SourceDocument, extracted: Extracted): NewDocument {
  const { about, passages } = extracted;
  return {
    collection: source.collection,
    document: source.document,
    origin: source.origin,
    hash: source.hash,
    title: extracted.title,
    locale: extracted.locale ?? source.about.locale,
    owner: about.owner ?? source.about.owner,
    // Nobody makes public by what stands in a file what the house keeps for its staff.
    audience: about.audience === 'staff' ? 'staff' : source.about.audience,
    validFrom: about.validFrom ?? source.about.validFrom,
    validUntil: about.validUntil ?? source.about.validUntil,
    address: about.address ?? source.address,
    mediaType: extracted.mediaType,
    passages,
  };
}

/** On disposal the versions that no build took are deleted again. */
export function openStaging(
  database: Database,
  extractor: Extractor,
  signal: AbortSignal | undefined,
): Staging {
  const versions = new Map<string, Staged>();
  let waiting: NewDocument[] = [];

  async function write(): Promise<void> {
    const documents = waiting;
    waiting = [];
    if (documents.length === 0) return;
    const ids = await stageDocuments(database, documents);
    for (const [index, document] of documents.entries())
      versions.set(versionKey(document), { id: ids[index] ?? 0, passages: document.passages.length });
  }

  async function read(source: SourceDocument): Promise<void> {
    const { collection, document, name, mediaType, title } = source;
    try {
      const content = await source.read();
      const order = { content, collection, document, name, mediaType, title };
      waiting.push(toNewDocument(source, await extractor.extract(order)));
    } catch (error) {
      versions.set(versionKey(source), { reason: describeError(error) });
    }
    const passages = waiting.reduce((sum, each) => sum + each.passages.length, 0);
    if (waiting.length >= TOGETHER.documents || passages >= TOGETHER.passages) await write();
  }

  return {
    async stage(documents, onDocument) {
      for (const [index, source] of documents.entries()) {
        signal?.throwIfAborted();
        if (!versions.has(versionKey(source))) await read(source);
        onDocument(index + 1, documents.length, source.place);
      }
      await write();
    },
    find: (document) => versions.get(versionKey(document)),
    async [Symbol.asyncDispose]() {
      const ids = [...versions.values()].flatMap((version) => ('id' in version ? [version.id] : []));
      await database.query('delete from documents where id = any ($1::integer[]) and since is null', [ids]);
    },
  };
}
