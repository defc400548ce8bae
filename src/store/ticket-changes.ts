/** What people change about a ticket itself: its labels, its term, how far they have read. */
import type { Database, Row, Transaction } from '../database.ts';
import type { SlaFacts } from '../desk/sla.ts';

export const labelTicket = (transaction: Transaction, ticketId: string, labels: readonly string[]): void =>
  transaction.write('update tickets set labels = $2 where id = $1', [ticketId, labels], 'label-ticket');

export const extendTicket = (transaction: Transaction, ticketId: string): void =>
  transaction.write('update tickets set extended_at = now(), touched_at = now() where id = $1', [ticketId]);

const READ_TERMS = `
  select since, answered_at as "answeredAt", awaiting_since as "awaitingSince", extended_at as "extendedAt",
    ended_at as "endedAt" from tickets where id = $1`;

/** What the clocks of a ticket follow from, but the channel. */
export async function readTerms(
  transaction: Transaction,
  ticketId: string,
): Promise<Omit<SlaFacts, 'channel'>> {
  const [row] = await transaction.query<Omit<SlaFacts, 'channel'> & Row>(READ_TERMS, [ticketId]);
  if (!row) throw new Error('there is no such ticket');
  return row;
}

/** What a ticket hands on to the one that takes its place. */
export interface Standing extends Row {
  readonly since: Date;
  readonly answered_at: Date | null;
  readonly awaiting_since: Date | null;
  readonly extended_at: Date | null;
  readonly labels: readonly string[];
}

const READ_STANDING = `
  select since, answered_at, awaiting_since, extended_at, labels from tickets where id = $1`;

export async function readStanding(transaction: Transaction, ticketId: string): Promise<Standing> {
  const [row] = await transaction.query<Standing>(READ_STANDING, [ticketId]);
  if (!row) throw new Error('there is no such ticket');
  return row;
}

// The earlier place counts, and who waits for words goes on waiting.
const TAKE_OVER = `
  update tickets set since = least(since, $2), answered_at = coalesce(answered_at, $3),
    awaiting_since = case when $6 then $4 else least(awaiting_since, $4) end,
    extended_at = coalesce(extended_at, $5),
    labels = array(select distinct unnest(labels || $7::text[]) order by 1)
  where id = $1`;

/** @param isNew the ticket was opened for this; else it had a standing of its own, and keeps the better of each */
export function takeOverStanding(
  transaction: Transaction,
  ticketId: string,
  { since, answered_at, awaiting_since, extended_at, labels }: Standing,
  isNew: boolean,
): void {
  const values = [ticketId, since, answered_at, awaiting_since, extended_at, isNew, labels];
  transaction.write(TAKE_OVER, values, 'take-over-standing');
}

const MARK = `
  insert into read_marks (person_id, conversation_id, seq) select $1, id, least($3, last_seq) from conversations where id = $2
  on conflict (person_id, conversation_id) do update set seq = greatest(read_marks.seq, excluded.seq)`;
const TOUCH = `
  update tickets set touched_at = now() where conversation_id = $1 and person_id = $2 and ended_at is null`;

/** How far somebody has read; a sign of life of theirs, where they have the conversation. Never goes back. */
export const markRead = async (
  database: Database,
  personId: string,
  conversationId: string,
  seq: number,
): Promise<void> => {
  await database.batch([
    [MARK, [personId, conversationId, seq], 'mark-read'],
    [TOUCH, [conversationId, personId], 'touch-read'],
  ]);
};
