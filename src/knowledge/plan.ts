/** What has to change: the difference between what was seen in the sources and the newest build. */
import type { Queryable, Row } from '../database.ts';
import type { CollectionState } from './builds.ts';
import type { Origin } from './passages.ts';
import type { Listing, Rejection, SourceDocument } from './sources/source.ts';
import type { Staging } from './staging.ts';

/** What one look at the sources saw. */
export interface Seen {
  readonly collections: readonly CollectionState[];
  readonly listings: readonly Listing[];
  /** Collections of which nothing is known now: what there was of them stays. */
  readonly unreadable: readonly Rejection[];
}

/** Which documents a look at the sources decides about. */
export interface Scope {
  readonly origins: readonly Origin[];
  /** Undefined: all. */
  readonly collection: string | undefined;
}

/** A document of the newest build. */
export interface Kept extends Row {
  readonly id: number;
  readonly collection: string;
  readonly document: string;
  readonly origin: Origin;
  readonly hash: string;
}

/** Ids of rows, and figures for people. */
export interface Plan {
  readonly ended: readonly number[];
  readonly added: readonly number[];
  readonly changed: number;
  readonly unchanged: number;
  readonly deleted: number;
  readonly rejected: readonly Rejection[];
  readonly passages: number;
}

interface Named {
  readonly collection: string;
  readonly document: string;
}

const keyOf = ({ collection, document }: Named): string => JSON.stringify([collection, document]);

const toMap = <T extends Named>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [keyOf(row), row]));

/** Those of other origins as well: their names are taken. */
export const readKept = (database: Queryable, { collection }: Scope): Promise<Kept[]> =>
  database.query<Kept>(
    `select id, collection, document, origin, hash from documents
     where since is not null and until is null and ($1::text is null or collection = $1)`,
    [collection ?? null],
  );

/** Whether somebody else changed, after that build, what the scope decides about: what was seen may be old. */
export async function wasOvertaken(
  database: Queryable,
  { origins, collection }: Scope,
  build: number,
): Promise<boolean> {
  const [row] = await database.query<Row & { overtaken: boolean }>(
    `select exists (
       select from documents where (since > $1 or until > $1) and origin = any ($2::text[])
         and ($3::text is null or collection = $3)) as overtaken`,
    [build, origins, collection ?? null],
  );
  return row?.overtaken ?? false;
}

const isSame = (document: SourceDocument, kept: Kept | undefined): boolean =>
  kept !== undefined && kept.hash === document.hash && kept.origin === document.origin;

/** Of several documents with one name the first counts; the others are told. */
function chooseDocuments(listings: readonly Listing[]): { chosen: SourceDocument[]; rejected: Rejection[] } {
  const chosen = new Map<string, SourceDocument>();
  const rejected: Rejection[] = [];
  for (const document of listings.flatMap(({ documents }) => documents)) {
    const twin = chosen.get(keyOf(document));
    const { collection, place } = document;
    if (twin) rejected.push({ collection, place, reason: `its name is that of ${twin.place}` });
    else chosen.set(keyOf(document), document);
  }
  return { chosen: [...chosen.values()], rejected };
}

/** What has to be read. */
export function findChanged({ listings }: Seen, kept: readonly Kept[]): SourceDocument[] {
  const before = toMap(kept);
  return chooseDocuments(listings).chosen.filter(
    (document) => !isSame(document, before.get(keyOf(document))),
  );
}

/** Documents of the newest build that the sources have no more. */
function findGone({ origins }: Scope, { listings, unreadable }: Seen, kept: readonly Kept[]): Kept[] {
  const present = new Set(
    listings.flatMap((listing) => [...listing.documents, ...listing.unreadable]).map(keyOf),
  );
  const unknown = new Set([
    ...unreadable.map(({ collection }) => collection),
    ...listings.flatMap(({ incomplete }) => (incomplete === undefined ? [] : [`${incomplete}:file`])),
  ]);
  return kept.filter(
    (row) =>
      origins.includes(row.origin) &&
      !present.has(keyOf(row)) &&
      !unknown.has(row.collection) &&
      !unknown.has(`${row.collection}:${row.origin}`),
  );
}

/** @param staging has read what `findChanged` found */
export function planBuild(scope: Scope, seen: Seen, kept: readonly Kept[], staging: Staging): Plan {
  const before = toMap(kept);
  const { chosen, rejected } = chooseDocuments(seen.listings);
  const changed = chosen.filter((document) => !isSame(document, before.get(keyOf(document))));
  const gone = findGone(scope, seen, kept);
  const ended = gone.map(({ id }) => id);
  const added: number[] = [];
  let passages = 0;
  for (const document of changed) {
    const { collection, place } = document;
    const old = before.get(keyOf(document));
    const version = staging.find(document);
    if (old && !scope.origins.includes(old.origin)) {
      rejected.push({ collection, place, reason: 'another document of the collection has its name' });
    } else if (version && 'id' in version) {
      added.push(version.id);
      passages += version.passages;
      if (old) ended.push(old.id);
    } else {
      rejected.push({ collection, place, reason: version?.reason ?? 'it was not read' });
    }
  }
  return {
    ended,
    added,
    changed: added.length,
    unchanged: chosen.length - changed.length,
    deleted: gone.length,
    rejected: [
      ...seen.unreadable,
      ...seen.listings.flatMap(({ problems, unreadable }) => [...problems, ...unreadable]),
      ...rejected,
    ].map(({ collection, place, reason }) => ({ collection, place, reason })),
    passages,
  };
}
