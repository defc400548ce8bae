/** What stands behind the linking of two contacts by people. */
import type { Queryable, Row } from '../database.ts';
import type { Proof } from '../identity.ts';

const LAST_SPOKEN = `
  select conversation_id as id from events where conversation_id = any($1::uuid[]) and type = 'message-received'
  order by created_at desc limit 1`;

/** In which of the conversations the citizen spoke last; undefined where they never did. */
export async function findLastSpoken(
  database: Queryable,
  ids: readonly string[],
): Promise<string | undefined> {
  const [row] = await database.query<{ id: string }>(LAST_SPOKEN, [ids]);
  return row?.id;
}

export interface DeskLink extends Row {
  readonly contact_id: string;
  readonly conversation_id: string | null;
  readonly proof: Proof;
}

/** Undefined where there is none that holds. */
export async function findLink(database: Queryable, linkId: string): Promise<DeskLink | undefined> {
  const sql =
    'select contact_id, conversation_id, proof from identity_links where id = $1 and undone_at is null';
  return (await database.query<DeskLink>(sql, [linkId]))[0];
}
