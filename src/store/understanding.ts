/** What the recognizer reads, and what it writes beside the message. */
import type { InboundActivity } from '../activity.ts';
import type { Queryable, Row } from '../database.ts';
import { EVENT_FORMAT } from '../event.ts';
import type { Understanding } from '../recognizer.ts';

export interface UnreadMessage {
  readonly conversationId: string;
  readonly seq: number;
  readonly activity: InboundActivity;
  readonly locale: string;
}

interface UnreadRow extends Row {
  conversation_id: string;
  seq: number;
  activity: InboundActivity;
  locale: string;
}

// Of a newer format: left to those who know where in it the words are.
const FIND = `
  select e.conversation_id, e.seq, e.body->'activity' as activity, c.locale
  from conversations c
  join events e on e.conversation_id = c.id and e.seq > c.handled_seq
  where c.id = any($1::uuid[]) and e.type = 'message-received' and e.understanding is null
    and e.format <= ${EVENT_FORMAT}
  order by e.conversation_id, e.seq`;

// Not "where e.understanding is null": few events look that way to the planner, so few that it reads
// them all first (measured: 10 ms a batch instead of 0.3).
/** One parameter: JSON of `ReadMessage`s. Of two that read a message, the first one's understanding stands. */
export const WRITE_UNDERSTANDING = `
  update events e set understanding = coalesce(e.understanding, u.understanding)
  from jsonb_to_recordset($1::jsonb) as u("conversationId" uuid, seq bigint, understanding jsonb)
  where e.conversation_id = u."conversationId" and e.seq = u.seq`;

export async function findUnread(
  database: Queryable,
  ids: readonly string[],
): Promise<readonly UnreadMessage[]> {
  const rows = await database.query<UnreadRow>(FIND, [ids], 'find-unread');
  return rows.map(({ conversation_id, seq, activity, locale }) => ({
    conversationId: conversation_id,
    seq,
    activity,
    locale,
  }));
}

export interface ReadMessage {
  readonly conversationId: string;
  readonly seq: number;
  readonly understanding: Understanding;
}

export async function writeUnderstanding(database: Queryable, read: readonly ReadMessage[]): Promise<void> {
  await database.query(WRITE_UNDERSTANDING, [JSON.stringify(read)], 'write-understanding');
}
