/** Reading conversations for their turns: locked, with what is unhandled in them. */
import type { Row, Transaction } from '../database.ts';
import { CALLS_FOR_TURN, EVENT_FORMAT, type EventBody, type StoredEvent } from '../event.ts';
import {
  type Conversation,
  type DialogueState,
  INITIAL_STATE,
  type OpenTask,
  type Said,
  type UnhandledEvent,
} from '../turn.ts';
import type { MessageUnderstanding } from '../understanding.ts';
import { completeUnderstanding, type ReadMessage } from './understanding.ts';

interface ConversationRow extends Row {
  id: string;
  contact_id: string;
  protocol_number: string;
  channel: string;
  address: string;
  locale: string;
  status: Conversation['status'];
  queue: string | null;
  is_attended: boolean;
  state: Partial<DialogueState>;
  last_seq: number;
  handled_seq: number;
  silent_ms: number;
}

export interface EventRow extends Row {
  conversation_id: string;
  seq: number;
  body: EventBody;
  understanding: MessageUnderstanding | null;
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
    status = 'waiting' and exists (select 1 from tickets t
      where t.conversation_id = conversations.id and t.ended_at is null and t.person_id is not null) as is_attended,
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

export const toEvent = (row: EventRow): StoredEvent => ({
  conversationId: row.conversation_id,
  seq: row.seq,
  body: row.body,
  understanding: row.understanding && completeUnderstanding(row.understanding),
  createdAt: row.created_at,
});

const keyOf = (conversationId: string, seq: number): string => `${conversationId} ${seq}`;
type Understandings = ReadonlyMap<string, MessageUnderstanding>;

const isKnown = ({ type, format }: UnhandledRow): boolean =>
  CALLS_FOR_TURN.has(type) && format <= EVENT_FORMAT;

/** Up to the first that a newer program must take, or whose words nobody has read yet: order before speed. */
function takeableRun(rows: readonly UnhandledRow[], read: Understandings): UnhandledEvent[] {
  const run: UnhandledEvent[] = [];
  for (const row of rows) {
    const event = toEvent(row);
    const understanding = event.understanding ?? read.get(keyOf(row.conversation_id, row.seq)) ?? null;
    if (!isKnown(row) || (row.body.type === 'message-received' && understanding === null)) break;
    run.push({ ...event, understanding, ageMs: row.age_ms });
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

const toTask = ({ id, agent, dialog, said }: TaskRow): OpenTask => ({
  taskId: id,
  agent,
  dialog,
  said: said && { ...said, understanding: completeUnderstanding(said.understanding) },
});

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
  isAttended: row.is_attended,
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
