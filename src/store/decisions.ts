/** Writing what turns decided: events first, and what follows from them. */
import type { Transaction } from '../database.ts';
import { EVENT_FORMAT } from '../event.ts';
import type { Conversation, Decision } from '../turn.ts';
import { changeTimers } from './timers.ts';
import { type ReadMessage, WRITE_UNDERSTANDING } from './understanding.ts';

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
    last_seq = d."lastSeq", handled_seq = d."handledSeq", locale = d.locale, state = d.state, status = d.status, queue = d.queue,
    queued_at = case when d.status <> 'waiting' then null when c.status = 'waiting' then c.queued_at else now() end,
    closed_at = case when d.status = 'closed' then now() end,
    updated_at = case when d."isSilent" then c.updated_at else now() end
  from jsonb_to_recordset($1::jsonb) as d(
    "conversationId" uuid, "lastSeq" bigint, "handledSeq" bigint, locale text, state jsonb, status text, queue text,
    "isSilent" boolean)
  where c.id = d."conversationId"`;

const FORGET_HANDLED = `
  delete from unhandled u using conversations c
  where u.conversation_id = any($1::uuid[]) and c.id = u.conversation_id and c.last_turn_seq <= c.handled_seq`;

// Who writes while a person has it, or is awaited, waits for that person from then on.
// Where the person was faster than the turn, their answer has said already whether the citizen waits.
const AWAIT_PERSON = `
  update tickets t set awaiting_since = coalesce(t.awaiting_since, now())
  from jsonb_to_recordset($1::jsonb) as s("conversationId" uuid, seq bigint)
  where t.conversation_id = s."conversationId" and t.ended_at is null and not exists (
    select 1 from events e where e.conversation_id = t.conversation_id and e.seq > s.seq
      and e.type = 'reply-added' and e.body ? 'by')`;

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
  locale: decision.locale,
  state: decision.state,
  status: decision.status,
  queue: decision.queue,
  // A timer that leads to nothing is no sign of life.
  isSilent: decision.events.length === 0,
});

/** The newest message to a person who has the conversation, or is awaited. */
function saidToPerson({ conversation: { conversationId, status, unhandled } }: DecidedTurn) {
  const newest = unhandled.findLast(({ body }) => body.type === 'message-received');
  return status === 'waiting' && newest ? [{ conversationId, seq: newest.seq }] : [];
}

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
  write(AWAIT_PERSON, turns.flatMap(saidToPerson), 'await-person');
  write(MOVE_CONVERSATIONS, turns.map(toMove), 'move-conversations');
  if (turns.length > 0) {
    const ids = turns.map(({ conversation }) => conversation.conversationId);
    transaction.write(FORGET_HANDLED, [ids], 'forget-handled');
  }
}
