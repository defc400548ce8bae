/** Tickets that stand still: whoever has them is silent or gone, or they have waited for too long. */
import type { Queryable, Row, Transaction } from '../database.ts';
import type { Queues } from '../queues.ts';
import { GONE_MS } from './presences.ts';

/** The citizen waits for words of somebody who says none. */
export interface LeftTicket {
  readonly conversationId: string;
  readonly ticketId: string;
  readonly personId: string;
  readonly reason: 'silent' | 'gone';
}

// Whoever works through the API alone has no window: what they do in the ticket shows that they are there.
const FIND_LEFT = `
  select * from (
    select t.conversation_id, t.id, t.person_id,
      not p.active or coalesce(greatest(p.seen_at, t.touched_at, t.assigned_at)
        < now() - ${GONE_MS} * interval '1 millisecond', true) as is_gone,
      greatest(t.awaiting_since, t.touched_at, t.assigned_at)
        < now() - q."silenceMs" * interval '1 millisecond' as is_silent
    from tickets t
    join people p on p.id = t.person_id
    left join jsonb_to_recordset($1::jsonb) as q(name text, "silenceMs" float8) on q.name = t.queue
    where t.ended_at is null and t.awaiting_since is not null
      and ($2::uuid[] is null or t.conversation_id = any($2::uuid[]))
  ) l where is_gone or is_silent
  order by conversation_id limit $3`;

interface LeftRow extends Row {
  conversation_id: string;
  id: string;
  person_id: string;
  is_gone: boolean;
}

/** @param among these conversations alone; all where left out */
export async function findLeft(
  database: Queryable,
  queues: Queues,
  limit: number,
  among: readonly string[] | null = null,
): Promise<readonly LeftTicket[]> {
  const silences = [...queues.values()].map(({ name, silenceMs }) => ({ name, silenceMs }));
  const rows = await database.query<LeftRow>(
    FIND_LEFT,
    [JSON.stringify(silences), among, limit],
    'find-left',
  );
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    ticketId: row.id,
    personId: row.person_id,
    reason: row.is_gone ? 'gone' : 'silent',
  }));
}

/** Waits in a queue for longer than it should, or in one that there is no more. */
export interface OverdueTicket {
  readonly conversationId: string;
  readonly queue: string;
  /** When it came into the queue. */
  readonly queuedAt: Date;
}

const FIND_OVERDUE = `
  select t.conversation_id, t.queue, t.queued_at
  from tickets t
  left join jsonb_to_recordset($1::jsonb) as q(name text, "afterMs" float8) on q.name = t.queue
  where t.ended_at is null and t.person_id is null
    and (t.queue <> all($2::text[]) or t.queued_at < now() - q."afterMs" * interval '1 millisecond')
  order by t.queued_at limit $3`;

interface OverdueRow extends Row {
  conversation_id: string;
  queue: string;
  queued_at: Date;
}

/** By any clock: how much of it people were there is the caller's to say. */
export async function findOverdue(
  database: Queryable,
  queues: Queues,
  limit: number,
): Promise<readonly OverdueTicket[]> {
  const limits = [...queues.values()].flatMap(({ name, overflow }) =>
    overflow ? [{ name, afterMs: overflow.afterMs }] : [],
  );
  const values = [JSON.stringify(limits), [...queues.keys()], limit];
  const rows = await database.query<OverdueRow>(FIND_OVERDUE, values, 'find-overdue');
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    queue: row.queue,
    queuedAt: row.queued_at,
  }));
}

const SEND_AWAY = `
  with mine as (select id from people where id = any($1::uuid[]) order by id for no key update)
  update people p set availability = 'away' from mine where p.id = mine.id`;

/** Whoever left a citizen without words is given nothing more until they say that they are there. */
export function sendAway(transaction: Transaction, personIds: readonly string[]): void {
  if (personIds.length > 0) transaction.write(SEND_AWAY, [personIds], 'send-away');
}
