/** Documents through the API: what is sent is read at once, kept when it is good, and searched seconds later. */
import type { Database, Row } from '../database.ts';
import { AssistantError, describeError } from '../errors.ts';
import type { Audience } from '../knowledge.ts';
import type { Log } from '../log.ts';
import { readNewestBuild } from './builds.ts';
import { createExtractor, type Extractor } from './extract.ts';
import { ingestUploads, readLastIngest } from './ingest.ts';
import type { Origin } from './passages.ts';
import type { Rejection } from './sources/source.ts';
import { dropUpload, keepUpload, type Upload } from './sources/uploads.ts';

/** A document as operators see it, whatever it came by. */
export interface ListedDocument {
  readonly collection: string;
  readonly document: string;
  readonly origin: Origin;
  /** `waiting`: it was uploaded, and is not searched yet. */
  readonly state: 'searched' | 'waiting';
  readonly title: string | null;
  readonly locale: string | null;
  readonly owner: string | null;
  readonly audience: Audience | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  readonly address: string | null;
  readonly mediaType: string;
  readonly passages: number;
}

export interface ListOptions {
  readonly collection?: string | undefined;
  readonly limit: number;
  /** The last one of the page before. */
  readonly after?: { readonly collection: string; readonly document: string } | undefined;
}

/** In the order of their names. */
export const listDocuments = (
  database: Pick<Database, 'query'>,
  { collection, limit, after }: ListOptions,
): Promise<readonly ListedDocument[]> =>
  database.query<ListedDocument & Row>(
    `with searched as (
       select d.* from documents d cross join live_build l
       where d.since <= l.build and (d.until is null or d.until > l.build)
     )
     select coalesce(d.collection, u.collection) as collection, coalesce(d.document, u.document) as document,
       coalesce(d.origin, 'upload') as origin, case when d.id is null then 'waiting' else 'searched' end as state,
       d.title, d.locale, d.owner, d.audience, d.valid_from::text as "validFrom", d.valid_until::text as "validUntil",
       d.address, coalesce(d.media_type, u.media_type) as "mediaType",
       (select count(*) from passages p where p.document_id = d.id)::integer as passages
     from searched d full join uploads u on u.collection = d.collection and u.document = d.document
     where ($1::text is null or coalesce(d.collection, u.collection) = $1)
       and ($2::text is null
         or (coalesce(d.collection, u.collection), coalesce(d.document, u.document)) > ($2::text, $3::text))
     order by 1, 2 limit $4`,
    [collection ?? null, after?.collection ?? null, after?.document ?? null, limit],
  );

/** What the live build holds. */
export const countHoldings = (
  database: Pick<Database, 'query'>,
): Promise<
  readonly { readonly collection: string; readonly documents: number; readonly passages: number }[]
> =>
  database.query(
    `select c.name as collection, c.documents, c.passages from live_build l join builds b on b.id = l.build,
       jsonb_to_recordset(b.collections) as c(name text, documents integer, passages integer)`,
  );

export interface Uploads {
  /**
   * Returns once it is searched, and whether it is new.
   * Errors: AssistantError `invalid-request` with what is wrong with it, `not-found` for the collection;
   * nothing is kept then.
   */
  put(upload: Upload): Promise<{ readonly isNew: boolean }>;
  /** Errors: AssistantError `not-found`. */
  remove(collection: string, document: string): Promise<void>;
  list(options: ListOptions): Promise<readonly ListedDocument[]>;
  /** What could not be taken when the sources were last looked at. */
  rejected(): Promise<readonly Rejection[]>;
}

export interface UploadOptions {
  readonly database: Database;
  readonly log: Log;
  /** Called when what is searched has changed. */
  readonly onChange: () => Promise<void>;
}

/** @throws AssistantError */
async function checkUpload({ database }: UploadOptions, extractor: Extractor, upload: Upload): Promise<void> {
  const { collection, document, content, mediaType, about } = upload;
  const { collections } = await readNewestBuild(database);
  if (!collections.some(({ name }) => name === collection)) {
    const names = collections.map(({ name }) => name).join(', ');
    throw new AssistantError('not-found', `The collection ${collection} (there are: ${names || 'none'})`);
  }
  const [taken] = await database.query<Row & { origin: Origin }>(
    `select origin from documents where collection = $1 and document = $2 and origin <> 'upload'
       and since is not null and until is null`,
    [collection, document],
  );
  if (taken) {
    const where = taken.origin === 'file' ? 'a file in its folder' : 'a page on the web';
    throw new AssistantError('invalid-request', `${document}: the collection has ${where} of this name`);
  }
  const order = { content, collection, document, name: document, mediaType, title: about.title };
  await extractor.extract(order).catch((error: unknown) => {
    throw new AssistantError('invalid-request', `${document}: ${describeError(error)}`, { cause: error });
  });
}

export function createUploads(options: UploadOptions): Uploads {
  const { database, log, onChange } = options;
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: reading takes a thread and much memory. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const own = last.then(work);
    last = own.catch(() => undefined);
    return own;
  };

  /** What was kept is searched at the latest when the sources are next looked at. */
  async function ingest(collection: string, extractor?: Extractor): Promise<void> {
    const { build } = await ingestUploads({ database, log, extractor }, collection);
    if (build !== null) await onChange();
  }

  async function put(upload: Upload): Promise<{ isNew: boolean }> {
    const { collection, document } = upload;
    await using extractor = createExtractor();
    await checkUpload(options, extractor, upload);
    const isNew = await keepUpload(database, upload);
    await ingest(collection, extractor);
    log.info({ collection, document }, 'a document was uploaded');
    return { isNew };
  }

  async function remove(collection: string, document: string): Promise<void> {
    if (!(await dropUpload(database, collection, document)))
      throw new AssistantError('not-found', `An upload ${document} in ${collection}`);
    await ingest(collection);
    log.info({ collection, document }, 'an uploaded document was deleted');
  }

  return {
    put: (upload) => inTurn(() => put(upload)),
    remove: (collection, document) => inTurn(() => remove(collection, document)),
    list: (page) => listDocuments(database, page),
    rejected: async () => (await readLastIngest(database))?.report.rejected ?? [],
  };
}
