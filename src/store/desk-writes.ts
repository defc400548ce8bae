/** What people's actions change beside the log: each of a conversation that is locked, at the transaction's end. */
import { v7 as createId } from 'uuid';
import type { Button } from '../activity.ts';
import type { Transaction } from '../database.ts';
import type { PersonName } from '../person.ts';
import { appendEvents, type LockedConversation } from './append.ts';
import { findOwnAddress } from './identities.ts';

// What came in after the person last looked is not answered by what they wrote.
const ANSWER = `
  update tickets set answered_at = coalesce(answered_at, now()), touched_at = now(), awaiting_since = (
    select min(e.created_at) from events e
    where e.conversation_id = $2 and e.seq > $3::bigint and e.type = 'message-received')
  where id = $1`;
// What is answered by a tap, or by its number, is what was said last.
const SPEAK = `
  update conversations set updated_at = now(),
    state = state || jsonb_build_object('offered', $2::jsonb, 'expectsDigits', false) where id = $1`;

/**
 * A person has answered: it is the citizen's turn, unless they wrote something meanwhile.
 * @param seen the newest event that the person had before their eyes
 */
export function noteAnswer(
  transaction: Transaction,
  conversation: LockedConversation,
  { ticketId, buttons, seen }: { ticketId: string; buttons: readonly Button[]; seen: number },
): void {
  transaction.write(ANSWER, [ticketId, conversation.id, seen], 'note-answer');
  transaction.write(SPEAK, [conversation.id, JSON.stringify(buttons)], 'note-spoken');
}

/** A sign of life of whoever has it; nothing where that is somebody else. */
export const touchTicket = (transaction: Transaction, ticketId: string, personId: string): void =>
  transaction.write(
    'update tickets set touched_at = now() where id = $1 and person_id = $2',
    [ticketId, personId],
    'touch-ticket',
  );

const TO_ASSISTANT = `
  update conversations set status = 'open', queue = null, queued_at = null, updated_at = now(),
    state = state || '{"active": null, "paused": [], "offered": [], "expectsDigits": false, "misses": 0}'
  where id = $1`;

/** The assistant speaks for itself again, and knows nothing of what was asked before the person came. */
export const giveToAssistant = (transaction: Transaction, { id }: LockedConversation): void =>
  transaction.write(TO_ASSISTANT, [id], 'give-to-assistant');

const CALL = `
  insert into timers (id, conversation_id, dialog, name, due_at) values ($1, $2, $3, $4, now())
  on conflict (conversation_id, dialog, name) do update set due_at = excluded.due_at`;

/** The ticket has ended well; the assistant asks how it was, and closes the conversation. */
export function closeSolved(
  transaction: Transaction,
  conversation: LockedConversation,
  ticketId: string,
): void {
  giveToAssistant(transaction, conversation);
  transaction.write(`update tickets set outcome = 'closed' where id = $1`, [ticketId], 'close-ticket');
  transaction.write(CALL, [createId(), conversation.id, 'goodbye', 'rate-person'], 'call-goodbye');
}

const SUPERSEDE = `
  update tasks set status = 'superseded', updated_at = now() where conversation_id = $1 and status = 'open'
  returning id, agent`;

/** Nobody waits for these any more: people go on. Returns the tasks. */
export async function supersedeTasks(
  transaction: Transaction,
  conversation: LockedConversation,
): Promise<readonly string[]> {
  const tasks = await transaction.query<{ id: string; agent: string }>(SUPERSEDE, [conversation.id]);
  appendEvents(
    transaction,
    conversation,
    tasks.map(({ id, agent }) => ({ body: { type: 'task-superseded', taskId: id, agent } })),
  );
  return tasks.map(({ id }) => id);
}

const HAS_UNREAD = 'select 1 from conversations where id = $1 and last_turn_seq > handled_seq';

/** Whether something came in that no turn has read yet: the citizen may have written a moment ago. */
export const hasUnread = async (transaction: Transaction, { id }: LockedConversation): Promise<boolean> =>
  (await transaction.query(HAS_UNREAD, [id])).length > 0;

const CLOSE = `
  update conversations set status = 'closed', queue = null, queued_at = null, closed_at = now(), updated_at = now(),
    handled_seq = greatest(handled_seq, last_turn_seq) where id = $1`;

/** Nothing is left to be answered in it, and no timer to fire. Returns the tasks that nobody waits for any more. */
export async function closeConversation(
  transaction: Transaction,
  conversation: LockedConversation,
  about: { readonly reason: string; readonly by: PersonName; readonly continuedIn?: string },
): Promise<readonly string[]> {
  const superseded = await supersedeTasks(transaction, conversation);
  appendEvents(transaction, conversation, [{ body: { type: 'conversation-closed', ...about } }]);
  transaction.write('delete from timers where conversation_id = $1', [conversation.id]);
  transaction.write('delete from unhandled where conversation_id = $1', [conversation.id]);
  // At once: the contact may have another open one before this transaction ends.
  await transaction.query(CLOSE, [conversation.id]);
  conversation.status = 'closed';
  return superseded;
}

// At once: the trigger opens the ticket, which is to be given to somebody.
const QUEUE = `
  update conversations set status = 'waiting', queue = $2, queued_at = coalesce($3, now()), closed_at = null,
    updated_at = now(), state = state || '{"active": null, "paused": [], "offered": []}' where id = $1`;

interface QueueWish {
  readonly queue: string;
  /** `reason` of the handoff. */
  readonly reason: string;
  /** Its place in the queue; the end where left out. */
  readonly since?: Date;
}

/** Puts a conversation that is not with people into a queue: its ticket is there when this resolves. */
export async function queueConversation(
  transaction: Transaction,
  conversation: LockedConversation,
  { queue, reason, since }: QueueWish,
): Promise<void> {
  await transaction.query(QUEUE, [conversation.id, queue, since ?? null]);
  appendEvents(transaction, conversation, [{ body: { type: 'handoff-requested', queue, reason } }]);
  conversation.status = 'waiting';
}

const FIND_OWNER = 'select contact_id from channel_identities where channel = $1 and address = $2';
const NEWEST_OF = `
  select protocol_number from conversations where contact_id = $1 order by (status <> 'closed') desc, created_at desc limit 1`;
export type Reachable =
  | { readonly type: 'reachable' }
  /** Whose address it was is another contact by now, with this conversation. */
  | { readonly type: 'moved-on'; readonly protocolNumber: string }
  | { readonly type: 'gone' };

/** Whether a conversation would still be answered at an address of its own contact: nobody else may read it. */
export async function findReachable(
  transaction: Transaction,
  conversation: LockedConversation,
): Promise<Reachable> {
  const { channel, address, contact_id } = conversation;
  const [owner] = await transaction.query<{ contact_id: string }>(FIND_OWNER, [channel, address]);
  if (owner?.contact_id === contact_id) return { type: 'reachable' };
  const own = await findOwnAddress(transaction, contact_id);
  if (own) {
    Object.assign(conversation, { channel: own.channel, address: own.address });
    return { type: 'reachable' };
  }
  const [newest] = owner
    ? await transaction.query<{ protocol_number: string }>(NEWEST_OF, [owner.contact_id])
    : [];
  return newest ? { type: 'moved-on', protocolNumber: newest.protocol_number } : { type: 'gone' };
}
