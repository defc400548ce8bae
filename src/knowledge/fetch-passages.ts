/** Passages as they are shown, from the database. */
import type { Queryable, Row } from '../database.ts';
import type { Audience, Passage } from '../knowledge.ts';

const COLUMNS = `p.id as row, p.passage_id as "passageId", d.collection, d.document, d.title, p.headings, p.text, p.page,
  d.address || case when p.anchor is not null then '#' || p.anchor
    when p.page is not null then '#page=' || p.page else '' end as address`;

interface PassageRow extends Row {
  readonly row: number;
  readonly page: number | null;
  readonly address: string | null;
}

function toPassage({ row: _, page, address, ...passage }: PassageRow & Row): Passage {
  return {
    ...(passage as unknown as Passage),
    ...(page === null ? {} : { page }),
    ...(address === null ? {} : { address }),
  };
}

/** By their rows; without those that are gone meanwhile. */
export async function fetchPassages(
  database: Queryable,
  rows: readonly number[],
): Promise<ReadonlyMap<number, Passage>> {
  if (rows.length === 0) return new Map();
  const found = await database.query<PassageRow>(
    `select ${COLUMNS} from passages p join documents d on d.id = p.document_id where p.id = any ($1::integer[])`,
    [rows],
    'knowledge-fetch',
  );
  return new Map(found.map((row) => [row.row, toPassage(row)]));
}

/** The one that is searched, or, of a build that is kept, the newest. */
export async function fetchPassage(
  database: Queryable,
  passageId: string,
  audience: Audience,
): Promise<Passage | undefined> {
  const [found] = await database.query<PassageRow>(
    `select ${COLUMNS} from passages p join documents d on d.id = p.document_id cross join live_build l
     where p.passage_id = $1 and d.since is not null and ($2 = 'staff' or d.audience = 'public')
     order by (d.since <= l.build and (d.until is null or d.until > l.build)) desc nulls last, p.id desc limit 1`,
    [passageId, audience],
    'knowledge-passage',
  );
  return found && toPassage(found);
}
