/** Dead letters: entries nobody could handle, with their reason, kept for people. */
import { v7 as createId } from 'uuid';
import type { Queryable, Row } from '../database.ts';

export interface DeadLetter {
  readonly stream: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly conversationId: string | null;
  readonly reason: string;
  readonly attempts: number;
}

/** Returns the id under which it is kept. */
export async function addDeadLetter(database: Queryable, letter: DeadLetter): Promise<string> {
  const id = createId();
  await database.query(
    `insert into dead_letters (id, stream, fields, conversation_id, reason, attempts)
     values ($1, $2, $3::jsonb, $4, $5, $6)`,
    [id, letter.stream, JSON.stringify(letter.fields), letter.conversationId, letter.reason, letter.attempts],
    'add-dead-letter',
  );
  return id;
}

/** How many wait for somebody to look at them. */
export async function countDeadLetters(database: Queryable): Promise<number> {
  const [row] = await database.query<Row & { count: number }>(
    'select count(*)::int as count from dead_letters where replayed_at is null',
  );
  return row?.count ?? 0;
}
