/** Timers: set by turns, fired once: the row goes in the transaction that appends the event. */
import { v7 as createId } from 'uuid';
import type { Database, Row, Transaction } from '../database.ts';
import { EVENT_FORMAT, type EventBody } from '../event.ts';
import type { JsonObject } from '../json.ts';
import type { Decision, TimerChange } from '../turn.ts';

const SET = `
  insert into timers (id, conversation_id, dialog, name, payload, due_at)
  select id, "conversationId", dialog, name, payload, now() + "afterMs" * interval '1 millisecond'
  from jsonb_to_recordset($1::jsonb) as t(
    id uuid, "conversationId" uuid, dialog text, name text, payload jsonb, "afterMs" float8)
  on conflict (conversation_id, dialog, name) do update set payload = excluded.payload, due_at = excluded.due_at`;

const CANCEL = `
  delete from timers t using jsonb_to_recordset($1::jsonb) as c("conversationId" uuid, dialog text, name text)
  where t.conversation_id = c."conversationId" and t.dialog = c.dialog and t.name = c.name`;

const CANCEL_ALL = 'delete from timers where conversation_id = any($1::uuid[])';

interface TurnWithTimers {
  readonly conversation: { readonly conversationId: string };
  readonly decision: Pick<Decision, 'timers' | 'status'>;
}

/** Writes what turns decided about timers; a conversation that ends takes its timers with it. */
export function changeTimers(transaction: Transaction, turns: readonly TurnWithTimers[]): void {
  const changes = turns.flatMap(({ conversation: { conversationId }, decision }) =>
    decision.status === 'closed'
      ? []
      : decision.timers.map((timer: TimerChange) => ({ id: createId(), conversationId, ...timer })),
  );
  const isSet = (change: TimerChange) => change.afterMs !== null;
  const [set, cancelled] = [changes.filter(isSet), changes.filter((change) => !isSet(change))];
  const closed = turns.filter(({ decision }) => decision.status === 'closed');
  if (set.length > 0) transaction.write(SET, [JSON.stringify(set)], 'set-timers');
  if (cancelled.length > 0) transaction.write(CANCEL, [JSON.stringify(cancelled)], 'cancel-timers');
  if (closed.length > 0) {
    const ids = closed.map(({ conversation }) => conversation.conversationId);
    transaction.write(CANCEL_ALL, [ids], 'cancel-all-timers');
  }
}

const FIND_DUE = 'select id, conversation_id from timers where due_at <= now() order by due_at limit $1';

const LOCK = `
  select id, last_seq from conversations where id = any($1::uuid[]) and status <> 'closed'
  order by id for no key update skip locked`;

const TAKE = `
  delete from timers where id = any($1::uuid[]) and conversation_id = any($2::uuid[]) and due_at <= now()
  returning conversation_id, dialog, name, payload, due_at`;

// Not updated_at: a timer is not a sign of life.
const APPEND = `
  with fired as (
    select * from jsonb_to_recordset($1::jsonb) as f("conversationId" uuid, seq bigint, body jsonb)
  ), added as (
    insert into events (conversation_id, seq, type, format, body, calls_for_turn)
    select "conversationId", seq, 'timer-fired', ${EVENT_FORMAT}, body, true from fired
  ), newest as (
    select "conversationId" as id, max(seq) as seq from fired group by 1
  ), noted as (
    insert into unhandled (conversation_id) select id from newest on conflict do nothing
  )
  update conversations c set last_seq = n.seq, last_turn_seq = n.seq from newest n where c.id = n.id`;

interface FiredRow extends Row {
  conversation_id: string;
  dialog: string;
  name: string;
  payload: JsonObject;
  due_at: Date;
}

/**
 * Fires what is due: at most `limit` timers, and none of conversations that are locked at this moment.
 * Returns the conversations that have a timer's event now.
 */
export async function fireTimers(database: Database, limit: number): Promise<readonly string[]> {
  const due = await database.query<{ id: string; conversation_id: string }>(FIND_DUE, [limit], 'find-due');
  if (due.length === 0) return [];
  return database.transaction(async (transaction) => {
    const wanted = [...new Set(due.map((row) => row.conversation_id))];
    const locked = await transaction.query<{ id: string; last_seq: number }>(LOCK, [wanted], 'lock-timers');
    const next = new Map(locked.map((row) => [row.id, row.last_seq]));
    const ids = [...next.keys()];
    const fired = await transaction.query<FiredRow>(TAKE, [due.map((row) => row.id), ids], 'take-timers');
    const inOrder = fired.toSorted((one, other) => one.due_at.getTime() - other.due_at.getTime());
    const events = inOrder.map(({ conversation_id: conversationId, dialog, name, payload }) => {
      const seq = (next.get(conversationId) ?? 0) + 1;
      next.set(conversationId, seq);
      const body: EventBody = { type: 'timer-fired', dialog, name, payload };
      return { conversationId, seq, body };
    });
    if (events.length > 0) transaction.write(APPEND, [JSON.stringify(events)], 'append-fired');
    return [...new Set(events.map((event) => event.conversationId))];
  });
}
