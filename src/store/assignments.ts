/** Assignments: who has a ticket. Each change is made under the conversation's lock and stands in its log. */
import type { Database, Queryable, Row, Transaction } from '../database.ts';
import type { EventBody } from '../event.ts';
import type { PersonName } from '../person.ts';
import { appendEvents, type LockedConversation, lockConversationsOf, writeConversation } from './append.ts';

/** An open ticket, its conversation and its own row locked until the transaction ends. */
export interface LockedTicket {
  readonly ticketId: string;
  readonly conversation: LockedConversation;
  queue: string;
  /** Who has it; null: it waits. */
  person: PersonName | null;
}

export type ReturnReason = Extract<EventBody, { readonly type: 'ticket-returned' }>['reason'];
type MoveReason = Extract<EventBody, { readonly type: 'ticket-moved' }>['reason'];

/** Who gave a ticket back is not given it again by the queue for so long. */
export const REST_MS = 120_000;

const READ_TICKETS = `
  select t.id, t.conversation_id, t.queue, p.id as person_id, p.name
  from tickets t left join people p on p.id = t.person_id
  where t.conversation_id = any($1::uuid[]) and t.ended_at is null
  for no key update of t`;

interface TicketRow extends Row {
  id: string;
  conversation_id: string;
  queue: string;
  person_id: string | null;
  name: string | null;
}

/**
 * The open tickets of conversations that are locked already. What is done to them afterwards is appended to
 * their `conversation`, which the caller writes once at the end, with `writeConversation`.
 */
export async function lockTicketsOf(
  transaction: Queryable,
  conversations: readonly LockedConversation[],
): Promise<readonly LockedTicket[]> {
  const byId = new Map(conversations.map((each) => [each.id, each]));
  const rows = await transaction.query<TicketRow>(READ_TICKETS, [[...byId.keys()]], 'lock-tickets');
  return rows.flatMap(({ id, conversation_id, queue, person_id, name }) => {
    const conversation = byId.get(conversation_id);
    const person = person_id === null ? null : { personId: person_id, name: name ?? '' };
    return conversation ? [{ ticketId: id, conversation, queue, person }] : [];
  });
}

const ASSIGN = `
  update tickets set person_id = $2, assigned_at = now(), touched_at = null, left_by = null, left_until = null
  where id = $1`;
const NOTE_ASSIGNED = 'update people set assigned_at = now() where id = $1';

/** Gives it to somebody, who may have more than the queue would give them: that is people's own will. */
export function assignTicket(
  transaction: Transaction,
  ticket: LockedTicket,
  { to, by, summary }: { readonly to: PersonName; readonly by: PersonName | null; readonly summary?: string },
): void {
  const { ticketId, conversation } = ticket;
  const body = { type: 'ticket-assigned', ticketId, to, by, ...(summary ? { summary } : {}) } as const;
  appendEvents(transaction, conversation, [{ body }]);
  transaction.write(ASSIGN, [ticketId, to.personId], 'assign-ticket');
  transaction.write(NOTE_ASSIGNED, [to.personId], 'note-assigned');
  ticket.person = to;
}

const RETURN = `
  update tickets set person_id = null, assigned_at = null, touched_at = null, left_by = $2,
    left_until = case when $3::boolean then now() + ${REST_MS} * interval '1 millisecond' end
  where id = $1`;

/** Gives it back to its queue, where it has its old place. Nothing where nobody has it. */
export function returnTicket(
  transaction: Transaction,
  ticket: LockedTicket,
  { by, reason }: { readonly by: PersonName | null; readonly reason: ReturnReason },
): void {
  const { ticketId, conversation, person } = ticket;
  if (person === null) return;
  const body = { type: 'ticket-returned', ticketId, from: person, by, reason } as const;
  appendEvents(transaction, conversation, [{ body }]);
  const isOwnWill = reason === 'put-back' || reason === 'moved';
  transaction.write(RETURN, [ticketId, person.personId, isOwnWill], 'return-ticket');
  ticket.person = null;
}

// The ticket follows by its trigger, and keeps `since`.
const MOVE = 'update conversations set queue = $2 where id = $1';

/** Puts it into another queue, with the place that its time gives it there. */
export function moveTicket(
  transaction: Transaction,
  ticket: LockedTicket,
  move: {
    readonly to: string;
    readonly by: PersonName | null;
    readonly reason: MoveReason;
    readonly summary?: string;
  },
): void {
  const { ticketId, conversation, queue: from } = ticket;
  const { to, by, reason, summary } = move;
  returnTicket(transaction, ticket, { by, reason: 'moved' });
  const body = {
    type: 'ticket-moved',
    ticketId,
    from,
    to,
    by,
    reason,
    ...(summary ? { summary } : {}),
  } as const;
  appendEvents(transaction, conversation, [{ body }]);
  transaction.write(MOVE, [conversation.id, to], 'move-ticket');
  ticket.queue = to;
}

const FIND_OF = 'select conversation_id as id from tickets where person_id = $1 and ended_at is null';

/**
 * Gives back all that somebody has, who will not come back: their account was closed. Returns the
 * conversations.
 */
export const returnAllOf = (
  database: Database,
  personId: string,
  by: PersonName | null,
): Promise<readonly string[]> =>
  database.transaction(async (transaction) => {
    const found = await transaction.query<{ id: string }>(FIND_OF, [personId]);
    const ids = found.map(({ id }) => id);
    const conversations = await lockConversationsOf(transaction, [], ids);
    const tickets = await lockTicketsOf(transaction, conversations);
    const theirs = tickets.filter(({ person }) => person?.personId === personId);
    for (const ticket of theirs) {
      returnTicket(transaction, ticket, { by, reason: 'gone' });
      writeConversation(transaction, ticket.conversation);
    }
    return theirs.map(({ conversation }) => conversation.id);
  });
