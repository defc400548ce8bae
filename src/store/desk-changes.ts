/** Who changed what that is no conversation's: accounts, webhooks, answers, forms. Nothing of it is ever removed. */
import { v7 as createId } from 'uuid';
import type { Queryable } from '../database.ts';
import type { JsonObject } from '../json.ts';

export interface NewDeskChange {
  /** Null: the program itself, or whoever runs it. */
  readonly personId: string | null;
  /** `noun-verb`, as events are: `person-added`. */
  readonly action: string;
  /** Never a secret. */
  readonly about: JsonObject;
}

export interface DeskChange extends NewDeskChange {
  readonly changeId: string;
  readonly at: Date;
  readonly name: string | null;
}

/** In the transaction of what it tells of. */
export const addDeskChange = (
  database: Queryable,
  { personId, action, about }: NewDeskChange,
): Promise<unknown> =>
  database.query('insert into desk_changes (id, person_id, action, about) values ($1, $2, $3, $4)', [
    createId(),
    personId,
    action,
    about,
  ]);

/** Newest first. @param after the last id of the page before */
export async function listDeskChanges(
  database: Queryable,
  limit: number,
  after: string | null,
): Promise<readonly DeskChange[]> {
  const rows = await database.query<{
    id: string;
    at: Date;
    person_id: string | null;
    name: string | null;
    action: string;
    about: JsonObject;
  }>(
    `select c.id, c.at, c.person_id, p.name, c.action, c.about
     from desk_changes c left join people p on p.id = c.person_id
     where $2::uuid is null or c.id < $2 order by c.id desc limit $1`,
    [limit, after],
  );
  return rows.map(({ id, at, person_id, name, action, about }) => ({
    changeId: id,
    at,
    personId: person_id,
    name,
    action,
    about,
  }));
}
