/** Messages that were not surely understood, for authors to look at. */
import type { Database, Row } from '../database.ts';
import { EVENT_FORMAT } from '../event.ts';
import type { HeardMessage, MessageUnderstanding } from '../understanding.ts';
import { completeUnderstanding } from './understanding.ts';

interface UnrecognisedRow extends Row {
  conversation_id: string;
  created_at: Date;
  text: string;
  understanding: MessageUnderstanding;
  rule_before: string | null;
  rule: string | null;
  tapped: string | null;
}

// Newest first, so that a limit keeps what is of today. Of each message's neighbours one row is read,
// by the primary key.
const FIND = `
  select e.conversation_id, e.created_at, e.body->'activity'->>'text' as text, e.understanding,
    before.rule as rule_before, after.body->'reason'->>'rule' as rule,
    next.body->'activity'->>'value' as tapped
  from events e
  left join lateral (
    select r.body->'reason'->>'rule' as rule from events r
    where r.conversation_id = e.conversation_id and r.seq < e.seq and r.type = 'reply-added'
    order by r.seq desc limit 1
  ) before on true
  left join lateral (
    select n.seq, n.body from events n
    where n.conversation_id = e.conversation_id and n.seq > e.seq and n.type = 'message-received'
    order by n.seq limit 1
  ) next on true
  left join lateral (
    select r.body from events r
    where r.conversation_id = e.conversation_id and r.seq > e.seq and r.type = 'reply-added'
      and (next.seq is null or r.seq < next.seq)
    order by r.seq limit 1
  ) after on true
  where e.created_at >= now() - make_interval(days => $1) and e.type = 'message-received'
    and e.format <= ${EVENT_FORMAT} and e.body->'activity'->>'type' = 'message'
    and e.understanding->>'certainty' is distinct from 'sure'
    and e.understanding->>'decidedBy' <> 'nobody' and not e.understanding ? 'parts'
  order by e.created_at desc limit $2`;

/** Newest first. Messages that hold several things, each understood, are not among them. */
export async function findUnrecognised(
  database: Database,
  { days, limit }: { readonly days: number; readonly limit: number },
): Promise<readonly HeardMessage[]> {
  const rows = await database.query<UnrecognisedRow>(FIND, [days, limit], 'find-unrecognised');
  return rows
    .map((row) => ({
      conversationId: row.conversation_id,
      saidAt: row.created_at,
      text: row.text,
      understanding: completeUnderstanding(row.understanding),
      ruleBefore: row.rule_before,
      rule: row.rule,
      tapped: row.tapped,
    }))
    .filter(({ understanding }) => understanding.certainty !== 'sure');
}
