/**
 * Reopening: a closed conversation goes on, under its own protocol number, and the one it was asked for
 * in is closed, in one transaction. A contact has one conversation at a time before, during and after.
 */
import type { ReopenOutcome } from '../agent.ts';
import type { Database, Row, Transaction } from '../database.ts';
import { appendEvents, type LockedConversation, lockConversationsOf } from './append.ts';
import { carryOver, endFor } from './continuing.ts';

export interface Reopen {
  readonly contactId: string;
  /** Whose work it is; its answer is written where the citizen goes on. */
  readonly taskId: string;
  readonly protocolNumber: string;
  /** Since it was closed, by the database's clock. */
  readonly withinMs: number;
}

export type Reopened = ReopenOutcome & {
  /** The conversation that goes on, where one does. */
  readonly conversationId?: string;
};

// The contact is part of the question: somebody else's number looks like one that does not exist.
const FIND = 'select id from conversations where protocol_number = $1 and contact_id = $2';
const FIND_TASK = `select conversation_id from tasks where id = $1 and status = 'open'`;
const READ_CLOSED = `
  select closed_at, closed_at >= now() - $2 * interval '1 millisecond' as is_in_time from conversations where id = $1`;

// What it was in the middle of was over when it was closed; whoever watches for silence begins anew.
const OPEN = `
  update conversations set status = 'open', closed_at = null, state = '{}', last_seq = $2, channel = $3,
    address = $4, locale = $5, updated_at = now() where id = $1`;

interface ClosedRow extends Row {
  closed_at: Date;
  is_in_time: boolean;
}

async function open(
  transaction: Transaction,
  closed: LockedConversation,
  present: LockedConversation,
  taskId: string,
): Promise<void> {
  // Before it: a contact may not have two open ones even between two statements.
  await endFor(transaction, present, closed, taskId);
  const from = present.protocol_number;
  appendEvents(transaction, closed, [{ body: { type: 'conversation-reopened', from } }]);
  const { id, last_seq } = closed;
  transaction.write(OPEN, [id, last_seq, present.channel, present.address, present.locale]);
  carryOver(transaction, present, closed);
}

async function reopen(
  transaction: Transaction,
  { contactId, taskId, protocolNumber, withinMs }: Reopen,
): Promise<Reopened> {
  const [found] = await transaction.query<{ id: string }>(FIND, [protocolNumber, contactId]);
  if (!found) return { type: 'not-found' };
  const locked = await lockConversationsOf(transaction, [contactId], [found.id]);
  const wanted = locked.find((row) => row.id === found.id);
  const present = locked.find((row) => row.status !== 'closed');
  // Of several taps at once the first has done it, and so has this task, where it is run again.
  if (wanted?.status !== 'closed') return { type: 'open' };
  const [task] = await transaction.query<{ conversation_id: string }>(FIND_TASK, [taskId]);
  if (!present || task?.conversation_id !== present.id) throw new Error('nobody waits for this any more');
  const [state] = await transaction.query<ClosedRow>(READ_CLOSED, [wanted.id, withinMs]);
  if (!state?.is_in_time) return { type: 'too-late', closedAt: state?.closed_at ?? new Date(0) };
  await open(transaction, wanted, present, taskId);
  return { type: 'reopened', conversationId: wanted.id };
}

/** @throws where the task was superseded, with its conversation or by another: nobody is to be told anything */
export const reopenConversation = (database: Database, wish: Reopen): Promise<Reopened> =>
  database.transaction((transaction) => reopen(transaction, wish));
