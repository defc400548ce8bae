/** Dead letters: entries nobody could handle, with their reason, kept for people. */
import { v7 as createId } from 'uuid';
import type { Queryable, Row, Statement } from '../database.ts';
import { storable, toStorableJson } from './storable.ts';

export interface DeadLetter {
  readonly stream: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly conversationId: string | null;
  readonly reason: string;
  readonly attempts: number;
  /** The conversation's events that it kept from being handled. */
  readonly seqs?: readonly number[];
}

/** A dead letter as it is kept. */
export interface KeptDeadLetter extends Required<DeadLetter> {
  /** Ids sort by the time at which they were made. */
  readonly id: string;
  /** The conversation's. */
  readonly protocolNumber: string | null;
  readonly createdAt: Date;
  readonly replayedAt: Date | null;
}

interface LetterRow extends Row {
  id: string;
  stream: string;
  fields: Record<string, string>;
  conversation_id: string | null;
  protocol_number: string | null;
  reason: string;
  attempts: number;
  seqs: number[];
  created_at: Date;
  replayed_at: Date | null;
}

const ADD = `
  insert into dead_letters (id, stream, fields, conversation_id, reason, attempts, seqs)
  values ($1, $2, $3::jsonb, $4, $5, $6, $7::bigint[])`;

/** To be written together with what it is about. */
export function keepDeadLetter(letter: DeadLetter, id = createId()): Statement {
  const { stream, fields, conversationId, reason, attempts, seqs = [] } = letter;
  const values = [id, stream, toStorableJson(fields), conversationId, storable(reason), attempts, seqs];
  return [ADD, values, 'add-dead-letter'];
}

/** Returns the id under which it is kept. */
export async function addDeadLetter(database: Queryable, letter: DeadLetter): Promise<string> {
  const id = createId();
  await database.query(...keepDeadLetter(letter, id));
  return id;
}

/** How many wait for somebody to look at them. */
export async function countDeadLetters(database: Queryable): Promise<number> {
  const [row] = await database.query<Row & { count: number }>(
    'select count(*)::int as count from dead_letters where replayed_at is null',
  );
  return row?.count ?? 0;
}

// An array of bigint comes back as text from one driver and as numbers from the other: as JSON it does not.
const READ = `
  select l.id, l.stream, l.fields, l.conversation_id, c.protocol_number, l.reason, l.attempts,
    to_jsonb(l.seqs) as seqs, l.created_at, l.replayed_at
  from dead_letters l left join conversations c on c.id = l.conversation_id`;

const toLetter = (row: LetterRow): KeptDeadLetter => ({
  id: row.id,
  stream: row.stream,
  fields: row.fields,
  conversationId: row.conversation_id,
  protocolNumber: row.protocol_number,
  reason: row.reason,
  attempts: row.attempts,
  seqs: row.seqs,
  createdAt: row.created_at,
  replayedAt: row.replayed_at,
});

/** Which dead letters to list. */
export interface DeadLetterPage {
  readonly limit: number;
  /** The id of the last one of the page before; undefined for the first page. */
  readonly after: string | undefined;
  /** Those that were replayed, instead of those that wait. */
  readonly replayed: boolean;
}

/** Newest first. */
export async function listDeadLetters(
  database: Queryable,
  { limit, after, replayed }: DeadLetterPage,
): Promise<readonly KeptDeadLetter[]> {
  const rows = await database.query<LetterRow>(
    `${READ}
     where l.replayed_at is ${replayed ? 'not null' : 'null'}
       and l.id < coalesce($1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
     order by l.id desc limit $2`,
    [after ?? null, limit],
  );
  return rows.map(toLetter);
}

/** @param id a UUID */
export async function findDeadLetter(database: Queryable, id: string): Promise<KeptDeadLetter | undefined> {
  const [row] = await database.query<LetterRow>(`${READ} where l.id = $1`, [id]);
  return row && toLetter(row);
}
