/**
 * Replaying dead letters: what a letter is about is made work again, in one transaction that holds
 * the letter's row, so that of two operators one replays it. Ringing is the caller's.
 */

import type { Database, Row, Transaction } from '../database.ts';
import type { ConversationStatus } from '../dialog.ts';
import { AssistantError } from '../errors.ts';
import { EVENT_FORMAT, type EventBody } from '../event.ts';
import type { KeptDeadLetter } from './dead-letters.ts';

/** What became of a replayed letter. */
export interface Replayed {
  /** For operators, in a sentence. */
  readonly what: string;
  /** Whether there is work now, to be rung for. */
  readonly rings: boolean;
}

/** By what a conversation is known to wait for people only because its turn failed. */
export interface FailureMark {
  readonly queue: string;
  /** Of the `handoff-requested` event. */
  readonly reason: string;
}

interface LockedConversation extends Row {
  id: string;
  status: ConversationStatus;
  queue: string | null;
  last_seq: number;
}

const LOCK_CONVERSATION = `
  select id, status, queue, last_seq from conversations where id = $1 for no key update`;
const LOCK_LETTER = 'select replayed_at from dead_letters where id = $1 for update';
const MARK = 'update dead_letters set replayed_at = now() where id = $1';

const done = (what: string): Replayed => ({ what, rings: true });
const needless = (what: string): Replayed => ({ what, rings: false });
const refuse = (sentence: string): never => {
  throw new AssistantError('invalid-request', sentence);
};

type Work = (transaction: Transaction, conversation: LockedConversation | undefined) => Promise<Replayed>;

/** Marks the letter as replayed when `work` resolves; what rejects leaves everything as it was. */
function replayOnce(database: Database, letter: KeptDeadLetter, work: Work): Promise<Replayed> {
  return database.transaction(async (transaction) => {
    // The conversation first, as everywhere. Whoever waited for the letter sees what became of it.
    const [[conversation], [kept]] = await Promise.all([
      transaction.query<LockedConversation>(LOCK_CONVERSATION, [letter.conversationId]),
      transaction.query<{ replayed_at: Date | null }>(LOCK_LETTER, [letter.id]),
    ]);
    if (kept?.replayed_at) refuse('This dead letter was replayed already.');
    transaction.write(MARK, [letter.id]);
    return work(transaction, conversation);
  });
}

function refuseClosed(conversation: LockedConversation): void {
  if (conversation.status === 'closed')
    refuse('The conversation is closed: nothing in it is taken up again. Write to the citizen another way.');
}

const FIND_EVENTS = `
  select count(*)::int as count from events where conversation_id = $1 and seq = any($2::bigint[])`;

const FIND_HANDOFF = `
  select body->>'reason' as reason from events
  where conversation_id = $1 and type = 'handoff-requested' order by seq desc limit 1`;

const END_HANDOFF = `
  with ended as (
    update conversations set status = 'open', queue = null, queued_at = null where id = $1
  )
  insert into events (conversation_id, seq, type, format, body)
  values ($1, $2, 'handoff-ended', ${EVENT_FORMAT}, $3::jsonb)`;

// A copy that failed as well still says under which seq it was received first. The native id stays
// with that one: it is unique.
const COPY_EVENTS = `
  with noted as (
    insert into unhandled (conversation_id) values ($1) on conflict do nothing
  )
  insert into events (conversation_id, seq, type, format, body, channel, calls_for_turn)
  select conversation_id, $3::bigint + row_number() over (order by seq), type, format,
    body || jsonb_build_object('replayOf', coalesce(body->'replayOf', to_jsonb(seq))), channel, true
  from events where conversation_id = $1 and seq = any($2::bigint[])`;

const MOVE = `
  update conversations set last_seq = $2, last_turn_seq = $2, updated_at = now() where id = $1`;

function describeEvents(count: number, conversation: LockedConversation, isBack: boolean): string {
  const what = count === 1 ? 'One event is handled again' : `${count} events are handled again`;
  if (isBack) return `${what}, and the conversation has left the queue ${conversation.queue}.`;
  if (conversation.status === 'waiting')
    return `${what}; the conversation stays in the queue ${conversation.queue}.`;
  return `${what}.`;
}

/**
 * Receives the letter's events again, in their order, at the end of the conversation. One that waits
 * for people only because of the failure is the assistant's again.
 * @throws AssistantError `invalid-request` when the letter was replayed, or the conversation is closed
 */
export function replayEvents(database: Database, letter: KeptDeadLetter, failure: FailureMark) {
  return replayOnce(database, letter, async (transaction, conversation) => {
    if (!conversation || letter.seqs.length === 0)
      return needless('Nothing was left unhandled: there is nothing to do.');
    refuseClosed(conversation);
    const { id, status, queue, last_seq: lastSeq } = conversation;
    const [[found], [handoff]] = await Promise.all([
      transaction.query<{ count: number }>(FIND_EVENTS, [id, letter.seqs]),
      transaction.query<{ reason: string }>(FIND_HANDOFF, [id]),
    ]);
    const count = found?.count ?? 0;
    if (count === 0) return needless('The events no longer exist: there is nothing to do.');
    const isBack = status === 'waiting' && queue === failure.queue && handoff?.reason === failure.reason;
    if (isBack) {
      const body: EventBody = { type: 'handoff-ended', reason: 'replayed' };
      transaction.write(END_HANDOFF, [id, lastSeq + 1, JSON.stringify(body)]);
    }
    const before = isBack ? lastSeq + 1 : lastSeq;
    transaction.write(COPY_EVENTS, [id, letter.seqs, before]);
    transaction.write(MOVE, [id, before + count]);
    return done(describeEvents(count, conversation, isBack));
  });
}

const LOCK_DELIVERY = 'select status from deliveries where conversation_id = $1 and seq = $2 for update';

// A day after this moment it is given up, and no longer a day after it was said: that its event tells.
const REQUEUE = `
  update deliveries set
    status = 'queued', retry_at = null, error = null, attempts = 0, created_at = now(), updated_at = now()
  where conversation_id = $1 and seq = $2`;

/**
 * Queues the message again.
 * @param seq undefined when the letter is about the conversation's entry, and no message of its own
 * @throws AssistantError `invalid-request` when the letter was replayed, or the message is queued as it is
 */
export function replayDelivery(database: Database, letter: KeptDeadLetter, seq: number | undefined) {
  return replayOnce(database, letter, async (transaction) => {
    if (seq === undefined) return done('Whatever waits in the conversation is sent.');
    const place = [letter.conversationId, seq];
    const [delivery] = await transaction.query<{ status: string }>(LOCK_DELIVERY, place);
    switch (delivery?.status) {
      case undefined:
        return needless('The message no longer exists: there is nothing to do.');
      case 'queued':
        return refuse('The message waits to be sent as it is.');
      case 'failed':
        transaction.write(REQUEUE, place);
        return done('The message is sent again.');
      default:
        return needless('The message has reached the channel since: there is nothing to do.');
    }
  });
}

const LOCK_TASK = 'select status from tasks where id = $1 for update';
const REOPEN = `
  update tasks set status = 'open', leased_until = null, leased_by = null, attempts = 0, updated_at = now()
  where id = $1`;

/**
 * Opens the task again.
 * @throws AssistantError `invalid-request` when the letter was replayed, the conversation is closed, or
 *   the task is open as it is
 */
export function replayTask(database: Database, letter: KeptDeadLetter, taskId: string) {
  return replayOnce(database, letter, async (transaction, conversation) => {
    const [task] = await transaction.query<{ status: string }>(LOCK_TASK, [taskId]);
    if (!task || !conversation) return needless('The task no longer exists: there is nothing to do.');
    if (task.status === 'open') refuse('The task is open as it is.');
    if (task.status !== 'failed')
      return needless(`The task is ${task.status} since: there is nothing to do.`);
    refuseClosed(conversation);
    transaction.write(REOPEN, [taskId]);
    return done('The task is open again.');
  });
}
