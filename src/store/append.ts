/** Appending to conversations that are locked, outside of turns: events, and deliveries of their own. */
import type { Row, Transaction } from '../database.ts';
import { EVENT_FORMAT, type EventBody } from '../event.ts';
import { storable } from './storable.ts';

/** A conversation as it stands under its lock. */
export interface LockedConversation extends Row {
  id: string;
  contact_id: string;
  protocol_number: string;
  channel: string;
  address: string;
  locale: string;
  status: 'open' | 'waiting' | 'closed';
  last_seq: number;
  handled_seq: number;
}

export interface NewEvent {
  readonly body: EventBody;
  /** Of what is said: where to; it need not be where the conversation is at. */
  readonly to?: { readonly channel: string; readonly address: string };
}

const ADD_EVENTS = `
  insert into events (conversation_id, seq, type, format, body)
  select $1, seq, body->>'type', ${EVENT_FORMAT}, body from jsonb_to_recordset($2::jsonb) as e(seq bigint, body jsonb)`;

const ADD_DELIVERIES = `
  insert into deliveries (conversation_id, seq, channel, address)
  select $1, seq, channel, address
  from jsonb_to_recordset($2::jsonb) as d(seq bigint, channel text, address text)`;

/** At the transaction's end. Moves `last_seq` of the row in hand, and leaves the table's to the caller. */
export function appendEvents(
  transaction: Transaction,
  conversation: LockedConversation,
  events: readonly NewEvent[],
): void {
  const rows = events.map((event, index) => ({ ...event, seq: conversation.last_seq + index + 1 }));
  conversation.last_seq += rows.length;
  if (rows.length === 0) return;
  const bodies = rows.map(({ seq, body }) => ({ seq, body }));
  transaction.write(ADD_EVENTS, [conversation.id, storable(JSON.stringify(bodies))]);
  const deliveries = rows.flatMap(({ seq, to }) => (to ? [{ seq, ...to }] : []));
  if (deliveries.length > 0) transaction.write(ADD_DELIVERIES, [conversation.id, JSON.stringify(deliveries)]);
}

const COLUMNS = 'id, contact_id, protocol_number, channel, address, locale, status, last_seq, handled_seq';

const LOCK = `
  select ${COLUMNS} from conversations
  where (contact_id = any($1::uuid[]) and status <> 'closed') or id = any($2::uuid[])
  order by id for no key update`;

/** The contacts' open conversations, and those named, locked in the order in which all lock them. */
export const lockConversationsOf = (
  transaction: Transaction,
  contactIds: readonly string[],
  ids: readonly string[] = [],
): Promise<LockedConversation[]> => transaction.query<LockedConversation>(LOCK, [contactIds, ids]);

const LOCK_UNLOCKED = `
  select ${COLUMNS} from conversations where id = any($1::uuid[]) order by id for no key update skip locked`;

/** Of those named, those that nobody has locked: for work that comes again, and need not wait. */
export const lockUnlocked = (
  transaction: Transaction,
  ids: readonly string[],
): Promise<LockedConversation[]> => transaction.query<LockedConversation>(LOCK_UNLOCKED, [ids]);

const MOVE = `
  update conversations set last_seq = $2, channel = $3, address = $4, contact_id = $5 where id = $1`;

/** Writes what became of the row in hand. Not `updated_at`: nobody has spoken. */
export function writeConversation(transaction: Transaction, row: LockedConversation): void {
  transaction.write(MOVE, [row.id, row.last_seq, row.channel, row.address, row.contact_id]);
}
