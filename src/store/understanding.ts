/** What the recognizer reads, and what it writes beside the message. */
import type { InboundActivity } from '../activity.ts';
import type { Queryable, Row } from '../database.ts';
import { EVENT_FORMAT } from '../event.ts';
import type { Understanding } from '../recognizer.ts';
import type { MessageUnderstanding } from '../understanding.ts';

export interface UnreadMessage {
  readonly conversationId: string;
  readonly seq: number;
  readonly activity: InboundActivity;
  readonly locale: string;
  readonly saidAt: Date;
  /** The conversation is in the middle of something that gets the words first. */
  readonly isAwaited: boolean;
}

interface UnreadRow extends Row {
  conversation_id: string;
  seq: number;
  activity: InboundActivity;
  locale: string;
  created_at: Date;
  is_awaited: boolean;
}

// Of a newer format: left to those who know where in it the words are.
const FIND = `
  select e.conversation_id, e.seq, e.body->'activity' as activity, c.locale, e.created_at,
    c.status = 'waiting' or coalesce(c.state->'active', 'null') <> 'null' as is_awaited
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
  return rows.map(({ conversation_id, seq, activity, locale, created_at, is_awaited }) => ({
    conversationId: conversation_id,
    seq,
    activity,
    locale,
    saidAt: created_at,
    isAwaited: is_awaited,
  }));
}

type StoredUnderstanding = Omit<MessageUnderstanding, 'certainty' | 'alternatives'> &
  Partial<Pick<Understanding, 'certainty' | 'alternatives'>>;

/** From this confidence on, programs that wrote no certainty began an intent's dialog. */
const FORMERLY_SURE = 0.4;

/** As it is stored: programs before 0.2 wrote neither certainty nor alternatives. */
export const completeUnderstanding = (stored: StoredUnderstanding): MessageUnderstanding => ({
  certainty: stored.intent !== null && stored.confidence >= FORMERLY_SURE ? 'sure' : 'unknown',
  alternatives: [],
  ...stored,
});

export interface ReadMessage {
  readonly conversationId: string;
  readonly seq: number;
  readonly understanding: MessageUnderstanding;
}

export async function writeUnderstanding(database: Queryable, read: readonly ReadMessage[]): Promise<void> {
  await database.query(WRITE_UNDERSTANDING, [JSON.stringify(read)], 'write-understanding');
}
