/** Ending a conversation because the citizen goes on in another: nothing that was said is left behind. */
import type { Transaction } from '../database.ts';
import { EVENT_FORMAT } from '../event.ts';
import { appendEvents, type LockedConversation } from './append.ts';

const READ_TASKS = `
  select id, agent from tasks where conversation_id = $1 and status = 'open' and id is distinct from $2`;
const SUPERSEDE = `update tasks set status = 'superseded', updated_at = now() where id = any($1::uuid[])`;

const CLOSE = `
  update conversations set status = 'closed', queue = null, queued_at = null, closed_at = now(),
    last_seq = $2, handled_seq = $2 where id = $1`;

/**
 * Closes the conversation, with its tasks and timers; it answers nothing more.
 * @param taskId the task that goes along, where one does
 */
export async function endFor(
  transaction: Transaction,
  ending: LockedConversation,
  goingOn: LockedConversation,
  taskId: string | null,
): Promise<void> {
  const tasks = await transaction.query<{ id: string; agent: string }>(READ_TASKS, [ending.id, taskId]);
  const continuedIn = goingOn.protocol_number;
  appendEvents(transaction, ending, [
    ...tasks.map(({ id, agent }) => ({ body: { type: 'task-superseded', taskId: id, agent } as const })),
    { body: { type: 'conversation-closed', reason: 'continued-elsewhere', continuedIn } },
  ]);
  transaction.write(SUPERSEDE, [tasks.map(({ id }) => id)]);
  transaction.write('delete from timers where conversation_id = $1', [ending.id]);
  transaction.write('delete from unhandled where conversation_id = $1', [ending.id]);
  transaction.write(CLOSE, [ending.id, ending.last_seq]);
  if (taskId !== null)
    transaction.write('update tasks set conversation_id = $1 where id = $2', [goingOn.id, taskId]);
}

// What nobody has answered goes along: it is received once more, under its own words and address.
const CARRY_OVER = `
  with carried as (
    insert into events (conversation_id, seq, type, format, body, understanding, channel, calls_for_turn)
    select $2, $3::bigint + row_number() over (order by seq), type, format, body, understanding, channel, true
    from events where conversation_id = $1 and seq > $4 and type = 'message-received' and format <= ${EVENT_FORMAT}
    returning seq
  ), newest as (select max(seq) as seq, count(*)::int as count from carried), noted as (
    insert into unhandled (conversation_id) select $2 from newest where count > 0 on conflict do nothing
  )
  update conversations set last_turn_seq = coalesce(n.seq, last_turn_seq), last_seq = coalesce(n.seq, last_seq)
  from newest n where id = $2`;

/** After both conversations were written. */
export function carryOver(
  transaction: Transaction,
  ended: LockedConversation,
  goingOn: LockedConversation,
): void {
  transaction.write(CARRY_OVER, [ended.id, goingOn.id, goingOn.last_seq, ended.handled_seq]);
}
