/** Reading conversations for their turns, and writing what the turns decided. */
import type { Row, Transaction } from '../database.ts';
import { CALLS_FOR_TURN, EVENT_FORMAT, type EventBody, type StoredEvent } from '../event.ts';
import type { Understanding } from '../recognizer.ts';
import {
  type Conversation,
  type Decision,
  type DialogueState,
  INITIAL_STATE,
  type OpenTask,
  type Said,
  type UnhandledEvent,
} from '../turn.ts';
import { changeTimers } from './timers.ts';
import { type ReadMessage, WRITE_UNDERSTANDING } from './understanding.ts';

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
  silent_ms: number;
}

export interface EventRow extends Row {
  conversation_id: string;
  seq: number;
  body: EventBody;
  understanding: Understanding | null;
  created_at: Date;
}

interface UnhandledRow extends EventRow {
  type: string;
  format: number;
  age_ms: number;
}

interface TaskRow extends Row {
  id: string;
  conversation_id: string;
  agent: string;
  dialog: string;
  said: Said | null;
}

// Another worker that holds a row is at its turn now; waiting for it would hold up the batch.
const LOCK = `
  select id, contact_id, protocol_number, channel, address, locale, status, queue, state, last_seq, handled_seq,
    (extract(epoch from now() - updated_at) * 1000)::float8 as silent_ms
  from conversations
  where id = any($1::uuid[]) and last_turn_seq > handled_seq
  order by id
  for no key update skip locked`;

const FIND_UNHANDLED = `select id from conversations where id = any($1::uuid[]) and last_turn_seq > handled_seq`;

const READ_EVENTS = `
  select e.conversation_id, e.seq, e.type, e.format, e.body, e.understanding, e.created_at,
    (extract(epoch from clock_timestamp() - e.created_at) * 1000)::float8 as age_ms
  from jsonb_to_recordset($1::jsonb) as c(id uuid, "handledSeq" bigint)
  join events e on e.conversation_id = c.id and e.seq > c."handledSeq"
  where e.calls_for_turn
  order by e.conversation_id, e.seq`;

const READ_TASKS = `
  select id, conversation_id, agent, dialog, said from tasks
  where conversation_id = any($1::uuid[]) and status = 'open' order by created_at`;

const ADD_EVENTS = `
  insert into events (conversation_id, seq, type, format, body)
  select "conversationId", seq, body->>'type', ${EVENT_FORMAT}, body
  from jsonb_to_recordset($1::jsonb) as e("conversationId" uuid, seq bigint, body jsonb)`;

const ADD_DELIVERIES = `
  insert into deliveries (conversation_id, seq, channel, address)
  select "conversationId", seq, channel, address
  from jsonb_to_recordset($1::jsonb) as d("conversationId" uuid, seq bigint, channel text, address text)`;

const ADD_TASKS = `
  insert into tasks (id, conversation_id, agent, dialog, input, said)
  select "taskId", "conversationId", agent, dialog, input, said
  from jsonb_to_recordset($1::jsonb)
    as t("taskId" uuid, "conversationId" uuid, agent text, dialog text, input jsonb, said jsonb)`;

const SUPERSEDE_TASKS = `
  update tasks set status = 'superseded', updated_at = now() where id = any($1::uuid[]) and status = 'open'`;

const MOVE_CONVERSATIONS = `
  update conversations c set
    last_seq = d."lastSeq", handled_seq = d."handledSeq", state = d.state, status = d.status, queue = d.queue,
    queued_at = case when d.status <> 'waiting' then null when c.status = 'waiting' then c.queued_at else now() end,
    closed_at = case when d.status = 'closed' then now() end,
    updated_at = case when d."isSilent" then c.updated_at else now() end
  from jsonb_to_recordset($1::jsonb) as d(
    "conversationId" uuid, "lastSeq" bigint, "handledSeq" bigint, state jsonb, status text, queue text,
    "isSilent" boolean)
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

const keyOf = (conversationId: string, seq: number): string => `${conversationId} ${seq}`;
type Understandings = ReadonlyMap<string, Understanding>;

const isKnown = ({ type, format }: UnhandledRow): boolean =>
  CALLS_FOR_TURN.has(type) && format <= EVENT_FORMAT;

/** Up to the first that a newer program must take, or whose words nobody has read yet: order before speed. */
function takeableRun(rows: readonly UnhandledRow[], read: Understandings): UnhandledEvent[] {
  const run: UnhandledEvent[] = [];
  for (const row of rows) {
    const understanding = row.understanding ?? read.get(keyOf(row.conversation_id, row.seq)) ?? null;
    if (!isKnown(row) || (row.body.type === 'message-received' && understanding === null)) break;
    run.push({ ...toEvent(row), understanding, ageMs: row.age_ms });
  }
  return run;
}

export interface LockedTurns {
  readonly conversations: readonly Conversation[];
  /** Have something unhandled, but somebody else has them locked: to be tried again soon. */
  readonly busy: readonly string[];
  /** Of the conversations, those with more behind what can be taken: it is not understood yet. */
  readonly unfinished: ReadonlySet<string>;
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

const toTask = ({ id, agent, dialog, said }: TaskRow): OpenTask => ({ taskId: id, agent, dialog, said });

const toConversation = (
  row: ConversationRow,
  events: readonly UnhandledRow[],
  tasks: readonly TaskRow[],
  read: Understandings,
): Conversation => ({
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
  silentMs: row.silent_ms,
  openTasks: tasks.map(toTask),
  unhandled: takeableRun(events, read),
});

/**
 * Locks those of the conversations that have something unhandled and are nobody else's now.
 * @param read what was understood of messages, but is not yet written
 */
export async function lockTurns(
  transaction: Transaction,
  ids: readonly string[],
  read: readonly ReadMessage[] = [],
): Promise<LockedTurns> {
  const locked = await transaction.query<ConversationRow>(LOCK, [ids], 'lock-turns');
  if (locked.length === 0) {
    return { conversations: [], busy: await findBusy(transaction, ids, locked), unfinished: new Set() };
  }
  const cursors = JSON.stringify(locked.map((row) => ({ id: row.id, handledSeq: row.handled_seq })));
  const [busy, eventRows, taskRows] = await Promise.all([
    findBusy(transaction, ids, locked),
    transaction.query<UnhandledRow>(READ_EVENTS, [cursors], 'read-unhandled'),
    transaction.query<TaskRow>(READ_TASKS, [locked.map((row) => row.id)], 'read-tasks'),
  ]);
  const [events, tasks] = [groupBy(eventRows), groupBy(taskRows)];
  const understandings = new Map(
    read.map((each) => [keyOf(each.conversationId, each.seq), each.understanding] as const),
  );
  const conversations = locked.map((row) =>
    toConversation(row, events.get(row.id) ?? [], tasks.get(row.id) ?? [], understandings),
  );
  const unfinished = conversations.filter(
    ({ conversationId, unhandled }) => unhandled.length < (events.get(conversationId)?.length ?? 0),
  );
  return { conversations, busy, unfinished: new Set(unfinished.map((each) => each.conversationId)) };
}

export interface DecidedTurn {
  readonly conversation: Conversation;
  readonly decision: Decision;
}

function toEvents(turns: readonly DecidedTurn[]) {
  return turns.flatMap(({ conversation, decision }) =>
    decision.events.map((body, index) => ({
      conversationId: conversation.conversationId,
      seq: conversation.lastSeq + index + 1,
      body,
      channel: conversation.channel,
      address: conversation.address,
      said: body.type === 'task-started' ? (decision.said.get(body.taskId) ?? null) : null,
    })),
  );
}

const toMove = ({ conversation, decision }: DecidedTurn) => ({
  conversationId: conversation.conversationId,
  lastSeq: conversation.lastSeq + decision.events.length,
  // What was really read, not the newest: a message may have come in since.
  handledSeq: conversation.unhandled.at(-1)?.seq,
  state: decision.state,
  status: decision.status,
  queue: decision.queue,
  // A timer that leads to nothing is no sign of life.
  isSilent: decision.events.length === 0,
});

/**
 * Writes the turns of locked conversations, at the transaction's end. Deliveries and tasks follow from
 * the events.
 * @param read understandings of messages of locked conversations, to be kept with them
 */
export function writeTurns(
  transaction: Transaction,
  turns: readonly DecidedTurn[],
  read: readonly ReadMessage[] = [],
): void {
  const write = (sql: string, rows: readonly object[], name: string) => {
    if (rows.length > 0) transaction.write(sql, [JSON.stringify(rows)], name);
  };
  const events = toEvents(turns);
  const superseded = events.flatMap(({ body }) => (body.type === 'task-superseded' ? [body.taskId] : []));
  write(WRITE_UNDERSTANDING, read, 'write-understanding');
  write(
    ADD_EVENTS,
    events.map(({ conversationId, seq, body }) => ({ conversationId, seq, body })),
    'add-events',
  );
  write(
    ADD_DELIVERIES,
    events.flatMap(({ body, said: _said, ...row }) => (body.type === 'reply-added' ? [row] : [])),
    'add-deliveries',
  );
  write(
    ADD_TASKS,
    events.flatMap(({ conversationId, body, said }) =>
      body.type === 'task-started' ? [{ conversationId, ...body, said }] : [],
    ),
    'add-tasks',
  );
  if (superseded.length > 0) transaction.write(SUPERSEDE_TASKS, [superseded], 'supersede-tasks');
  changeTimers(transaction, turns);
  write(MOVE_CONVERSATIONS, turns.map(toMove), 'move-conversations');
  if (turns.length > 0) {
    const ids = turns.map(({ conversation }) => conversation.conversationId);
    transaction.write(FORGET_HANDLED, [ids], 'forget-handled');
  }
}
