/** Pages on the web: fetched into the database, and listed from it. */
import type { Database, Row } from '../../database.ts';
import { describeError } from '../../errors.ts';
import type { Collection, WebSource } from '../collection.ts';
import { isAllowed } from './addresses.ts';
import type { Fetch, Fetched } from './fetch.ts';
import { expandSitemap, SITEMAP_LIMIT_BYTES } from './sitemap.ts';
import {
  documentHash,
  hashOf,
  type Listing,
  type Rejection,
  type SourceDocument,
  type Unreadable,
} from './source.ts';

/** What a format is read from. */
const TYPES =
  /^(text\/(html|plain|markdown|x-markdown|xml)|application\/(xhtml\+xml|xml|pdf|octet-stream|vnd\.openxmlformats-officedocument\.wordprocessingml\.document))$/;

interface Problem {
  readonly place: string;
  readonly reason: string;
}

export interface RefreshOptions {
  readonly database: Database;
  readonly collections: readonly Collection[];
  /** Collections whose `sources.yml` is wrong. */
  readonly unreadable: readonly string[];
  readonly fetch: Fetch;
  /** Sources that were looked at since are left alone. */
  readonly dueBefore: Date;
  readonly onPage?: (done: number, total: number, address: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const isWeb = (source: Collection['sources'][number]): source is WebSource => source.kind !== 'files';

/** `text/html; charset=utf-8`: what stands before the semicolon, in small letters. */
const bareType = (mediaType: string): string => (mediaType.split(';')[0] ?? '').trim().toLowerCase();

function checkType({ mediaType }: Fetched): void {
  const type = bareType(mediaType);
  if (type !== '' && !TYPES.test(type)) throw new Error(`it is ${type}, which cannot be read`);
}

const KEEP = `
insert into fetched_pages (address, etag, last_modified, media_type, content, hash) values ($1, $2, $3, $4, $5, $6)
on conflict (address) do update set etag = excluded.etag, last_modified = excluded.last_modified,
  media_type = excluded.media_type, content = excluded.content, hash = excluded.hash, fetched_at = now()`;

async function refreshPage(options: RefreshOptions, source: WebSource, address: string): Promise<void> {
  const { database, fetch, signal } = options;
  const [known] = await database.query<Row & { etag: string | null; lastModified: string | null }>(
    'select etag, last_modified as "lastModified" from fetched_pages where address = $1',
    [address],
  );
  const { etag, lastModified } = known ?? {};
  const fetched = await fetch(address, {
    allow: source.allow,
    etag: etag ?? undefined,
    lastModified: lastModified ?? undefined,
    signal,
  });
  if (!fetched)
    return void (await database.query('update fetched_pages set fetched_at = now() where address = $1', [
      address,
    ]));
  checkType(fetched);
  const { content, mediaType } = fetched;
  await database.query(KEEP, [
    address,
    fetched.etag ?? null,
    fetched.lastModified ?? null,
    mediaType,
    content,
    hashOf(content),
  ]);
}

const readKnown = async (
  database: Database,
  { name }: Collection,
  { address }: WebSource,
): Promise<string[]> => {
  const [row] = await database.query<Row & { addresses: string[] }>(
    'select addresses from web_sources where collection = $1 and source = $2',
    [name, address],
  );
  return row?.addresses ?? [];
};

/** The pages a source leads to now; where not all of it can be read, those it led to before as well. */
async function findPages(
  options: RefreshOptions,
  collection: Collection,
  source: WebSource,
): Promise<{ addresses: string[]; problems: Problem[] }> {
  if (source.kind === 'page') return { addresses: [source.address], problems: [] };
  const { fetch, signal, database } = options;
  const read = async (address: string) => {
    const fetched = await fetch(address, { allow: source.allow, limitBytes: SITEMAP_LIMIT_BYTES, signal });
    return fetched?.content ?? new Uint8Array();
  };
  const { addresses, problems } = await expandSitemap(source.address, read, signal);
  const known = problems.length > 0 ? await readKnown(database, collection, source) : [];
  const inside = (address: string) => isAllowed(new URL(address), source.allow);
  const outside = addresses.filter((address) => !inside(address));
  const reason = `${outside.length} of its pages are outside of what allow names: ${outside[0]} …`;
  return {
    addresses: [...new Set([...addresses.filter(inside), ...known.filter(inside)])],
    problems: outside.length === 0 ? [...problems] : [...problems, { place: source.address, reason }],
  };
}

async function refreshSource(
  options: RefreshOptions,
  collection: Collection,
  source: WebSource,
): Promise<void> {
  const { database, onPage, signal } = options;
  const { addresses, problems } = await findPages(options, collection, source);
  const failed: Problem[] = [];
  for (const [index, address] of addresses.entries()) {
    try {
      await refreshPage(options, source, address);
    } catch (error) {
      signal?.throwIfAborted();
      failed.push({ place: address, reason: describeError(error) });
    }
    onPage?.(index + 1, addresses.length, address);
  }
  await database.query(
    `insert into web_sources (collection, source, addresses, problems) values ($1, $2, $3::jsonb, $4::jsonb)
     on conflict (collection, source) do update
     set addresses = excluded.addresses, problems = excluded.problems, looked_at = now()`,
    [collection.name, source.address, JSON.stringify(addresses), JSON.stringify([...problems, ...failed])],
  );
}

/** Lets go of what is kept of sources that are in no `sources.yml` any more. */
async function forget({ database, collections, unreadable }: RefreshOptions): Promise<void> {
  const named = collections.flatMap(({ name, sources }) =>
    sources.filter(isWeb).map(({ address }) => ({ collection: name, source: address })),
  );
  await database.query(
    `delete from web_sources w where collection <> all ($1::text[]) and not exists (
       select from jsonb_to_recordset($2::jsonb) as n(collection text, source text)
       where n.collection = w.collection and n.source = w.source)`,
    [unreadable, JSON.stringify(named)],
  );
  await database.query(
    `delete from fetched_pages where address not in (select jsonb_array_elements_text(addresses) from web_sources)`,
  );
}

/**
 * Fetches what is due, a page at a time from each site. What cannot be had is written down as the
 * source's problem, and what was known of it stays.
 * @returns how many sources were due
 * @throws the signal's reason when it is aborted
 */
export async function refreshPages(options: RefreshOptions): Promise<number> {
  const { database, collections, dueBefore } = options;
  const looked = await database.query<Row & { collection: string; source: string }>(
    'select collection, source from web_sources where looked_at >= $1',
    [dueBefore],
  );
  const fresh = new Set(looked.map(({ collection, source }) => JSON.stringify([collection, source])));
  const due = collections.flatMap((collection) =>
    collection.sources
      .filter(isWeb)
      .filter(({ address }) => !fresh.has(JSON.stringify([collection.name, address])))
      .map((source) => refreshSource(options, collection, source)),
  );
  const failed = (await Promise.allSettled(due)).find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  await forget(options);
  return due.length;
}

interface Page extends Row {
  readonly address: string;
  readonly mediaType: string | null;
  readonly hash: string | null;
}

function toDocument(
  database: Database,
  collection: Collection,
  { about }: WebSource,
  page: Page,
): SourceDocument {
  const { address } = page;
  const described = { about, address, mediaType: page.mediaType ?? undefined };
  return {
    ...described,
    collection: collection.name,
    document: address,
    origin: 'web',
    place: address,
    name: address,
    hash: documentHash(page.hash ?? '', described),
    async read() {
      const [row] = await database.query<Row & { content: Uint8Array }>(
        'select content from fetched_pages where address = $1',
        [address],
      );
      if (!row) throw new Error('it is not kept any more');
      return row.content;
    },
  };
}

/** What was fetched of a collection's web sources; a page that two of them lead to is the first one's. */
export async function listPages(database: Database, collection: Collection): Promise<Listing> {
  const documents = new Map<string, SourceDocument>();
  const unreadable: Unreadable[] = [];
  const problems: Rejection[] = [];
  for (const source of collection.sources.filter(isWeb)) {
    const [kept] = await database.query<Row & { addresses: string[]; problems: Problem[] }>(
      'select addresses, problems from web_sources where collection = $1 and source = $2',
      [collection.name, source.address],
    );
    problems.push(...(kept?.problems ?? []).map((problem) => ({ ...problem, collection: collection.name })));
    const pages = await database.query<Page>(
      `select a.address, p.media_type as "mediaType", p.hash
       from jsonb_array_elements_text($1::jsonb) with ordinality as a(address, place) join fetched_pages p using (address)
       order by a.place`,
      [JSON.stringify(kept?.addresses ?? [])],
    );
    for (const page of pages)
      if (!documents.has(page.address))
        documents.set(page.address, toDocument(database, collection, source, page));
  }
  return { documents: [...documents.values()], unreadable, problems, incomplete: undefined };
}
