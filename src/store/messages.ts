/** Keeping what comes in: many messages, of many people, in one transaction. */
import { v7 as createId } from 'uuid';
import type { InboundActivity } from '../activity.ts';
import type { Receipt } from '../channel.ts';
import type { Row, Transaction } from '../database.ts';
import { EVENT_FORMAT } from '../event.ts';
import { createProtocolNumber } from '../protocol-number.ts';

export interface NewMessage {
  readonly channel: string;
  readonly address: string;
  readonly externalId: string;
  readonly activity: InboundActivity;
  readonly locale: string;
}

interface Current extends Row {
  channel: string;
  address: string;
  id: string;
  contact_id: string;
  protocol_number: string;
  last_seq: number;
  status: 'open' | 'waiting';
}

interface Kept extends Row {
  channel: string;
  external_id: string;
  conversation_id: string;
  contact_id: string;
  protocol_number: string;
  seq: number;
}

const FIND_KEPT = `
  select e.channel, e.external_id, e.conversation_id, e.seq, c.contact_id, c.protocol_number
  from jsonb_to_recordset($1::jsonb) as m(channel text, "externalId" text)
  join events e on e.channel = m.channel and e.external_id = m."externalId"
  join conversations c on c.id = e.conversation_id`;

// Sorted locks: two batches that share conversations wait for one another instead of deadlocking.
const LOCK_CURRENT = `
  with wanted as (select distinct channel, address from jsonb_to_recordset($1::jsonb) as m(channel text, address text))
  select w.channel, w.address, c.id, c.contact_id, c.protocol_number, c.last_seq, c.status
  from wanted w
  join channel_identities i on i.channel = w.channel and i.address = w.address
  join conversations c on c.contact_id = i.contact_id and c.status <> 'closed'
  order by c.id
  for no key update of c`;

const ADD_CONTACTS = `
  with added as (
    insert into channel_identities (channel, address, contact_id)
    select channel, address, "contactId" from jsonb_to_recordset($1::jsonb)
      as m(channel text, address text, "contactId" uuid)
    order by channel, address
    on conflict do nothing
    returning contact_id
  )
  insert into contacts (id, locale)
  select a.contact_id, m.locale from added a
  join jsonb_to_recordset($1::jsonb) as m("contactId" uuid, locale text) on m."contactId" = a.contact_id`;

const ADD_CONVERSATIONS = `
  insert into conversations (id, contact_id, protocol_number, channel, address, locale)
  select m."conversationId", i.contact_id, m."protocolNumber", m.channel, m.address, m.locale
  from jsonb_to_recordset($1::jsonb)
    as m(channel text, address text, locale text, "conversationId" uuid, "protocolNumber" text)
  join channel_identities i on i.channel = m.channel and i.address = m.address
  order by i.contact_id
  on conflict (contact_id) where status <> 'closed' do nothing`;

// The newest message's channel and address are where the answer goes.
const ADD_EVENTS = `
  with message as (
    select * from jsonb_to_recordset($1::jsonb) as m(
      "conversationId" uuid, seq bigint, channel text, address text, "externalId" text, body jsonb)
  ), added as (
    insert into events (conversation_id, seq, type, format, body, channel, external_id, calls_for_turn)
    select "conversationId", seq, 'message-received', ${EVENT_FORMAT}, body, channel, "externalId", true from message
  ), newest as (
    select distinct on ("conversationId") "conversationId", seq, channel, address
    from message order by "conversationId", seq desc
  ), noted as (
    insert into unhandled (conversation_id) select "conversationId" from newest on conflict do nothing
  )
  update conversations c
  set last_seq = n.seq, last_turn_seq = n.seq, channel = n.channel, address = n.address, updated_at = now()
  from newest n where c.id = n."conversationId"`;

const personOf = (person: { channel: string; address: string }): string =>
  JSON.stringify([person.channel, person.address]);
const keyOf = (channel: string, externalId: string): string => JSON.stringify([channel, externalId]);

async function openConversations(transaction: Transaction, people: readonly NewMessage[]): Promise<void> {
  const rows = people.map(({ channel, address, locale }) => ({
    channel,
    address,
    locale,
    contactId: createId(),
    conversationId: createId(),
    protocolNumber: createProtocolNumber(new Date()),
  }));
  const parameter = JSON.stringify(rows);
  await transaction.query(ADD_CONTACTS, [parameter], 'add-contacts');
  await transaction.query(ADD_CONVERSATIONS, [parameter], 'add-conversations');
}

interface Found {
  /** By person. */
  readonly conversations: ReadonlyMap<string, Current>;
  /** Messages that were kept before, by key. */
  readonly known: ReadonlyMap<string, Kept>;
}

/** Locks each person's conversation, having opened one for those who have none. */
async function lockConversations(transaction: Transaction, messages: readonly NewMessage[]): Promise<Found> {
  const people = JSON.stringify(messages.map(({ channel, address }) => ({ channel, address })));
  const keys = JSON.stringify(messages.map(({ channel, externalId }) => ({ channel, externalId })));
  // Three rounds: found at once; opened here; closed by somebody else in between.
  for (let round = 1; round <= 3; round++) {
    // What was kept is looked for under the lock: a second delivery at this moment waits, and is seen.
    const [found, before] = await Promise.all([
      transaction.query<Current>(LOCK_CURRENT, [people], 'lock-current'),
      transaction.query<Kept>(FIND_KEPT, [keys], 'find-kept'),
    ]);
    const conversations = new Map(found.map((row) => [personOf(row), row]));
    const known = new Map(before.map((row) => [keyOf(row.channel, row.external_id), row]));
    const missing = new Map(
      messages
        .filter(
          (each) => !conversations.has(personOf(each)) && !known.has(keyOf(each.channel, each.externalId)),
        )
        .map((message) => [personOf(message), message]),
    );
    if (missing.size === 0) return { conversations, known };
    await openConversations(transaction, [...missing.values()]);
  }
  throw new Error('a conversation could not be opened');
}

/** Numbers the messages on from their conversations' last, and appends them. */
function addEvents(transaction: Transaction, messages: readonly NewMessage[], found: Found): Kept[] {
  const lastSeqs = new Map<string, number>();
  const rows = messages.map((message) => {
    const conversation = found.conversations.get(personOf(message));
    if (!conversation) throw new Error('a message has no conversation');
    const seq = (lastSeqs.get(conversation.id) ?? conversation.last_seq) + 1;
    lastSeqs.set(conversation.id, seq);
    return { message, conversation, seq };
  });
  const parameter = rows.map(
    ({ message: { channel, address, externalId, activity }, conversation, seq }) => ({
      conversationId: conversation.id,
      seq,
      channel,
      address,
      externalId,
      body: { type: 'message-received', activity, channel, address },
    }),
  );
  if (parameter.length > 0) transaction.write(ADD_EVENTS, [JSON.stringify(parameter)], 'add-messages');
  return rows.map(({ message, conversation, seq }) => ({
    channel: message.channel,
    external_id: message.externalId,
    conversation_id: conversation.id,
    contact_id: conversation.contact_id,
    protocol_number: conversation.protocol_number,
    seq,
  }));
}

export interface KeptMessages {
  /** In the order of the messages. */
  readonly receipts: readonly Receipt[];
  /** Conversations with new messages that people have, or that wait for them. */
  readonly atDesk: readonly string[];
}

/**
 * Keeps the messages, each exactly once, in the order given per person; opens contacts and
 * conversations where there are none.
 * @throws on a clash with a process that kept the same first message, or drew the same protocol
 *   number, at the same moment: the whole transaction is then to be run again
 */
export async function keepMessages(
  transaction: Transaction,
  messages: readonly NewMessage[],
): Promise<KeptMessages> {
  const found = await lockConversations(transaction, messages);
  const fresh = new Map<string, NewMessage>();
  for (const message of messages) {
    const key = keyOf(message.channel, message.externalId);
    if (!found.known.has(key) && !fresh.has(key)) fresh.set(key, message);
  }
  const added = addEvents(transaction, [...fresh.values()], found);
  const kept = new Map([
    ...found.known,
    ...added.map((row) => [keyOf(row.channel, row.external_id), row] as const),
  ]);
  const receipts = messages.map((message) => {
    const key = keyOf(message.channel, message.externalId);
    const row = kept.get(key);
    if (!row) throw new Error('a message was not kept');
    const duplicate = fresh.get(key) !== message;
    return {
      conversationId: row.conversation_id,
      contactId: row.contact_id,
      protocolNumber: row.protocol_number,
      seq: row.seq,
      duplicate,
    };
  });
  const waiting = new Set(
    [...found.conversations.values()].flatMap(({ id, status }) => (status === 'waiting' ? [id] : [])),
  );
  const written = new Set(added.map((row) => row.conversation_id));
  return { receipts, atDesk: [...written.intersection(waiting)] };
}
