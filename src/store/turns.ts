/** Reading conversations for their turns, and writing what the turns decided. */
import type { Row, Transaction } from '../database.ts';
import { CALLS_FOR_TURN, type EventBody, type StoredEvent } from '../event.ts';
import type { Understanding } from '../recognizer.ts';
import {
  type Conversation,
  type Decision,
  type DialogueState,
  INITIAL_STATE,
  type OpenTask,
} from '../turn.ts';

interface ConversationRow extends Row {
  id: string;
  contact_id: string;
  protocol_number: string;
  channel: string;
  address: string;
  locale: string;
  status: Conversation['status'];
  queue: string | null;
  state: Partial<DialogueState>;
  last_seq: number;
  handled_seq: number;
}

export interface EventRow extends Row {
  conversation_id: string;
  seq: number;
  body: EventBody;
  understanding: Understanding | null;
  created_at: Date;
}

// Another worker that holds a row is at its turn now; waiting for it would hold up the batch.
const LOCK = `
  select id, contact_id, protocol_number, channel, address, locale, status, queue, state, last_seq, handled_seq
  from conversations
  where id = any($1::uuid[]) and last_turn_seq > handled_seq
  order by id
  for no key update skip locked`;

const FIND_UNHANDLED = `select id from conversations where id = any($1::uuid[]) and last_turn_seq > handled_seq`;

const READ_EVENTS = `
  select e.conversation_id, e.seq, e.body, e.understanding, e.created_at
  from jsonb_to_recordset($1::jsonb) as c(id uuid, "handledSeq" bigint)
  join events e on e.conversation_id = c.id and e.seq > c."handledSeq"
  where e.type = any($2::text[])
  order by e.conversation_id, e.seq`;

const READ_TASKS = `
  select id, conversation_id, agent from tasks
  where conversation_id = any($1::uuid[]) and status = 'open' order by created_at`;

const ADD_EVENTS = `
  insert into events (conversation_id, seq, type, body)
  select "conversationId", seq, body->>'type', body
  from jsonb_to_recordset($1::jsonb) as e("conversationId" uuid, seq bigint, body jsonb)`;

const ADD_DELIVERIES = `
  insert into deliveries (conversation_id, seq, channel, address)
  select "conversationId", seq, channel, address
  from jsonb_to_recordset($1::jsonb) as d("conversationId" uuid, seq bigint, channel text, address text)`;

const ADD_TASKS = `
  insert into tasks (id, conversation_id, agent, dialog, input)
  select "taskId", "conversationId", agent, dialog, input
  from jsonb_to_recordset($1::jsonb) as t("taskId" uuid, "conversationId" uuid, agent text, dialog text, input jsonb)`;

const SUPERSEDE_TASKS = `
  update tasks set status = 'superseded', updated_at = now() where id = any($1::uuid[]) and status = 'open'`;

const MOVE_CONVERSATIONS = `
  update conversations c set
    last_seq = d."lastSeq", handled_seq = d."handledSeq", state = d.state, status = d.status, queue = d.queue,
    queued_at = case when d.status <> 'waiting' then null when c.status = 'waiting' then c.queued_at else now() end,
    closed_at = case when d.status = 'closed' then now() end,
    updated_at = now()
  from jsonb_to_recordset($1::jsonb) as d(
    "conversationId" uuid, "lastSeq" bigint, "handledSeq" bigint, state jsonb, status text, queue text)
  where c.id = d."conversationId"`;

const FORGET_HANDLED = `
  delete from unhandled u using conversations c
  where u.conversation_id = any($1::uuid[]) and c.id = u.conversation_id and c.last_turn_seq <= c.handled_seq`;

export const toEvent = (row: EventRow): StoredEvent => ({
  conversationId: row.conversation_id,
  seq: row.seq,
  body: row.body,
  understanding: row.understanding,
  createdAt: row.created_at,
});

/** Up to the first message that the recognizer has not read yet: order before speed. */
function understoodRun(events: readonly StoredEvent[]): StoredEvent[] {
  const end = events.findIndex(
    (event) => event.body.type === 'message-received' && event.understanding === null,
  );
  return end < 0 ? [...events] : events.slice(0, end);
}

export interface LockedTurns {
  readonly conversations: readonly Conversation[];
  /** Have something unhandled, but somebody else has them locked: to be tried again soon. */
  readonly busy: readonly string[];
}

const groupBy = <R extends { conversation_id: string }>(rows: readonly R[]) =>
  Map.groupBy(rows, (row) => row.conversation_id);

async function findBusy(
  transaction: Transaction,
  ids: readonly string[],
  locked: readonly ConversationRow[],
) {
  if (locked.length === ids.length) return [];
  const mine = new Set(locked.map((row) => row.id));
  const unhandled = await transaction.query<{ id: string }>(FIND_UNHANDLED, [ids], 'find-unhandled');
  return unhandled.map((row) => row.id).filter((id) => !mine.has(id));
}

/** Locks those of the conversations that have something unhandled and are nobody else's now. */
export async function lockTurns(transaction: Transaction, ids: readonly string[]): Promise<LockedTurns> {
  const locked = await transaction.query<ConversationRow>(LOCK, [ids], 'lock-turns');
  const busy = await findBusy(transaction, ids, locked);
  if (locked.length === 0) return { conversations: [], busy };
  const cursors = JSON.stringify(locked.map((row) => ({ id: row.id, handledSeq: row.handled_seq })));
  const events = groupBy(
    await transaction.query<EventRow>(READ_EVENTS, [cursors, [...CALLS_FOR_TURN]], 'read-unhandled'),
  );
  const tasks = groupBy(
    await transaction.query<{ id: string; conversation_id: string; agent: string }>(
      READ_TASKS,
      [locked.map((row) => row.id)],
      'read-tasks',
    ),
  );
  const conversations = locked.map((row) => ({
    conversationId: row.id,
    contactId: row.contact_id,
    protocolNumber: row.protocol_number,
    channel: row.channel,
    address: row.address,
    locale: row.locale,
    status: row.status,
    queue: row.queue,
    state: { ...INITIAL_STATE, ...row.state },
    lastSeq: row.last_seq,
    openTasks: (tasks.get(row.id) ?? []).map(({ id, agent }): OpenTask => ({ taskId: id, agent })),
    unhandled: understoodRun((events.get(row.id) ?? []).map(toEvent)),
  }));
  return { conversations, busy };
}

export interface DecidedTurn {
  readonly conversation: Conversation;
  readonly decision: Decision;
}

/** Writes the turns of locked conversations. Deliveries and tasks follow from the events. */
export async function writeTurns(transaction: Transaction, turns: readonly DecidedTurn[]): Promise<void> {
  const events = turns.flatMap(({ conversation, decision }) =>
    decision.events.map((body, index) => ({
      conversationId: conversation.conversationId,
      seq: conversation.lastSeq + index + 1,
      body,
      channel: conversation.channel,
      address: conversation.address,
    })),
  );
  const moves = turns.map(({ conversation, decision }) => ({
    conversationId: conversation.conversationId,
    lastSeq: conversation.lastSeq + decision.events.length,
    // What was really read, not the newest: a message may have come in since.
    handledSeq: conversation.unhandled.at(-1)?.seq,
    state: decision.state,
    status: decision.status,
    queue: decision.queue,
  }));
  const replies = events.filter((event) => event.body.type === 'reply-added');
  const tasks = events.flatMap(({ conversationId, body }) =>
    body.type === 'task-started' ? [{ conversationId, ...body }] : [],
  );
  const superseded = events.flatMap(({ body }) => (body.type === 'task-superseded' ? [body.taskId] : []));
  const write = async (sql: string, rows: readonly object[], name: string) => {
    if (rows.length > 0) await transaction.query(sql, [JSON.stringify(rows)], name);
  };
  await write(ADD_EVENTS, events, 'add-events');
  await write(ADD_DELIVERIES, replies, 'add-deliveries');
  await write(ADD_TASKS, tasks, 'add-tasks');
  if (superseded.length > 0) await transaction.query(SUPERSEDE_TASKS, [superseded], 'supersede-tasks');
  await write(MOVE_CONVERSATIONS, moves, 'move-conversations');
  await transaction.query(FORGET_HANDLED, [moves.map((move) => move.conversationId)], 'forget-handled');
}
