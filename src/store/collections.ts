/** The collections of documents that are searched now. */
import type { Queryable, Row } from '../database.ts';

export interface StoredCollection extends Row {
  readonly name: string;
  readonly title: string;
}

const LIST = `
  select c.name, c.title from live_build l join builds b on b.id = l.build,
    jsonb_to_recordset(b.collections) as c(name text, title text)
  order by c.title`;

/** By title; none before the first build. */
export const listCollections = (database: Queryable): Promise<readonly StoredCollection[]> =>
  database.query<StoredCollection>(LIST);
