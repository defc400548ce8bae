/** Documents that people sent through the API. */
import type { Database, Queryable, Row } from '../../database.ts';
import type { Audience } from '../../knowledge.ts';
import type { CollectionState } from '../builds.ts';
import { documentHash, hashOf, type Listing, type SourceDocument } from './source.ts';

/** What was said of it as it was sent; the rest is as the collection says. */
export interface UploadAbout {
  readonly title?: string | undefined;
  readonly locale?: string | undefined;
  readonly owner?: string | undefined;
  readonly audience?: Audience | undefined;
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
  readonly address?: string | undefined;
}

export interface Upload {
  readonly collection: string;
  readonly document: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
  readonly about: UploadAbout;
}

/** In place of what was sent under that name before. Returns whether there was nothing. */
export async function keepUpload(database: Queryable, upload: Upload): Promise<boolean> {
  const { collection, document, mediaType, content, about } = upload;
  const [row] = await database.query<Row & { isNew: boolean }>(
    `insert into uploads (collection, document, media_type, content, hash, about) values ($1, $2, $3, $4, $5, $6::jsonb)
     on conflict (collection, document) do update set media_type = excluded.media_type, content = excluded.content,
       hash = excluded.hash, about = excluded.about, uploaded_at = now()
     returning xmax = 0 as "isNew"`,
    [collection, document, mediaType, content, hashOf(content), JSON.stringify(about)],
  );
  return row?.isNew ?? false;
}

/** Returns whether there was one. */
export async function dropUpload(
  database: Queryable,
  collection: string,
  document: string,
): Promise<boolean> {
  const rows = await database.query(
    'delete from uploads where collection = $1 and document = $2 returning document',
    [collection, document],
  );
  return rows.length > 0;
}

interface UploadRow extends Row {
  readonly document: string;
  readonly mediaType: string;
  readonly hash: string;
  readonly about: UploadAbout;
}

export async function readUpload(
  database: Queryable,
  collection: string,
  document: string,
): Promise<Uint8Array> {
  const [row] = await database.query<Row & { content: Uint8Array }>(
    'select content from uploads where collection = $1 and document = $2',
    [collection, document],
  );
  if (!row) throw new Error('it was deleted meanwhile');
  return row.content;
}

/** What was sent for a collection. */
export async function listUploads(database: Database, collection: CollectionState): Promise<Listing> {
  const { name, locale, owner, audience } = collection;
  const rows = await database.query<UploadRow>(
    `select document, media_type as "mediaType", hash, about from uploads where collection = $1 order by document`,
    [name],
  );
  const documents = rows.map(({ document, mediaType, hash, about: own }): SourceDocument => {
    const { title, address, validFrom, validUntil } = own;
    const said = {
      locale: own.locale ?? locale,
      owner: own.owner ?? owner,
      audience: own.audience ?? audience,
    };
    const described = { about: { ...said, validFrom, validUntil }, title, address, mediaType };
    return {
      ...described,
      collection: name,
      document,
      origin: 'upload',
      place: `${name}/${document} (upload)`,
      name: document,
      hash: documentHash(hash, described),
      read: () => readUpload(database, name, document),
    };
  });
  return { documents, unreadable: [], problems: [], incomplete: undefined };
}

/** What was sent for collections that are no more. */
export async function listHomeless(database: Database, collections: ReadonlySet<string>): Promise<Listing> {
  const rows = await database.query<Row & { collection: string; documents: number }>(
    'select collection, count(*) as documents from uploads where collection <> all ($1::text[]) group by 1 order by 1',
    [[...collections]],
  );
  const problems = rows.map(({ collection, documents }) => ({
    collection,
    place: `${collection}/sources.yml`,
    reason: `it is not there: ${documents} uploads of this collection are not searched`,
  }));
  return { documents: [], unreadable: [], problems, incomplete: undefined };
}
