/** Links with which somebody chooses a password, once. Only a hash of their token is kept. */
import type { Database, Queryable, Transaction } from '../database.ts';
import { SOME_ADMIN } from './people.ts';

export interface SetupLink {
  /** Null: the first of all, who becomes an admin. */
  readonly personId: string | null;
}

const REPLACE_FIRST = `
  insert into setup_links (hash, expires_at)
  select $1, $2::timestamptz where not exists (${SOME_ADMIN}) returning hash`;

/**
 * Of the first of all: older ones no longer work. False where there is an admin. In one round trip: programs
 * start with it, and have much else to do at that moment.
 */
export async function replaceFirstLink(database: Database, hash: string, expiresAt: Date): Promise<boolean> {
  const [, , made = []] = await database.batch([
    // Two processes that start at the same moment take turns: the later one's link is the one that holds.
    ['lock table setup_links in share row exclusive mode', []],
    ['delete from setup_links where person_id is null and used_at is null', []],
    [REPLACE_FIRST, [hash, expiresAt]],
  ]);
  return made.length > 0;
}

/** Somebody's; older ones no longer work. */
export async function replaceLink(
  transaction: Transaction,
  personId: string,
  hash: string,
  expiresAt: Date,
): Promise<void> {
  // Of two that are made at once, one is after the other.
  await transaction.query('select id from people where id = $1 for no key update', [personId]);
  await removeLinks(transaction, personId);
  await transaction.query('insert into setup_links (hash, person_id, expires_at) values ($1, $2, $3)', [
    hash,
    personId,
    expiresAt,
  ]);
}

/** Undefined where it was used, is over, or never was. */
export async function findLink(database: Queryable, hash: string): Promise<SetupLink | undefined> {
  const [row] = await database.query<{ person_id: string | null }>(
    'select person_id from setup_links where hash = $1 and used_at is null and expires_at > now()',
    [hash],
  );
  return row && { personId: row.person_id };
}

/** Like `findLink`; nobody can use it any more once the transaction has ended. */
export async function useLink(transaction: Transaction, hash: string): Promise<SetupLink | undefined> {
  const [row] = await transaction.query<{ person_id: string | null }>(
    `update setup_links set used_at = now()
     where hash = $1 and used_at is null and expires_at > now() returning person_id`,
    [hash],
  );
  return row && { personId: row.person_id };
}

export const removeLinks = (transaction: Transaction, personId: string): Promise<unknown> =>
  transaction.query('delete from setup_links where person_id = $1 and used_at is null', [personId]);
