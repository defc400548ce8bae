/**
 * Contacts as people at the desk see them: who it is, where they write from, what was there before. Of a
 * contact's conversations nobody sees those of queues that are not theirs, not even that there are any: that
 * somebody complained to the ombudsman is for the ombudsman (Lei 13.460/2017, art. 10, § 7).
 */
import type { Queryable, Row } from '../database.ts';
import { findToldName, isReachable, shortenAddress } from '../desk/addresses.ts';
import type { ContactAddress, ContactView } from '../desk.ts';
import type { Proof } from '../identity.ts';
import { hasRole, maySee, type Person, type PersonRole } from '../person.ts';
import { readConsents } from './consents.ts';
import type { Readable } from './stories.ts';

/** Whoever answers may have to call or write; who only reads has no use for the number. */
const ANSWERS: readonly PersonRole[] = ['admin', 'supervisor', 'attendant'];
const MOST_FEEDBACK = 20;
const MOST_TEXTS = 200;

/** The contact of a conversation with all that were linked with it, whichever was made whose. */
const GROUP = `
  with recursive contact_group(id) as (
    select contact_id from conversations where id = $1
    union
    select case when l.contact_id = g.id then l.previous_contact_id else l.contact_id end
    from contact_group g join identity_links l on l.undone_at is null and l.previous_contact_id is not null
      and (l.contact_id = g.id or l.previous_contact_id = g.id)
  )`;

interface ConversationRow extends Row {
  id: string;
  protocol_number: string;
  status: 'open' | 'waiting' | 'closed';
  channel: string;
  created_at: Date;
  closed_at: Date | null;
  /** Of the newest ticket; null where the assistant alone had it. */
  queue: string | null;
  person_id: string | null;
}

const READ_CONVERSATIONS = `${GROUP}
  select c.id, c.protocol_number, c.status, c.channel, c.created_at, c.closed_at, n.queue, n.person_id
  from conversations c
  left join lateral (
    select queue, person_id from tickets where conversation_id = c.id order by ended_at desc nulls first, id desc limit 1
  ) n on true
  where c.contact_id in (select id from contact_group) order by c.created_at, c.id`;

// Of a conversation that was split, whoever has the later part sees where it came from.
const READ_SPLIT = `
  select c.id, min((e.body->>'fromSeq')::bigint) as from_seq
  from events e join conversations c on c.protocol_number = e.body->>'of'
  where e.conversation_id = any($1::uuid[]) and e.type = 'conversation-continued' and e.body ? 'fromSeq'
    and c.id = any($2::uuid[])
  group by c.id`;

/** What one person may see of a contact. */
export interface Insight {
  readonly conversations: readonly ConversationRow[];
  readonly readable: readonly Readable[];
}

const isVisible = (me: Person, { queue, person_id }: ConversationRow): boolean =>
  queue === null || maySee(me, { queue, personId: person_id });

/** Everything of the contact of a conversation that this person may see. That they may see it itself is not asked here. */
export async function readInsight(database: Queryable, me: Person, conversationId: string): Promise<Insight> {
  const rows = await database.query<ConversationRow>(
    READ_CONVERSATIONS,
    [conversationId],
    'contact-conversations',
  );
  const [conversations, hidden] = [
    rows.filter((row) => isVisible(me, row)),
    rows.filter((row) => !isVisible(me, row)),
  ];
  const ids = conversations.map(({ id }) => id);
  const split =
    hidden.length === 0
      ? []
      : await database.query<{ id: string; from_seq: number }>(READ_SPLIT, [ids, hidden.map(({ id }) => id)]);
  const readable = [
    ...ids.map((id) => ({ id, fromSeq: 0 })),
    ...split.map(({ id, from_seq: fromSeq }) => ({ id, fromSeq })),
  ];
  return { conversations, readable };
}

interface AddressRow extends Row {
  channel: string;
  address: string;
  created_at: Date;
  link_id: string | null;
  proof: Proof | null;
}

const READ_ADDRESSES = `${GROUP}
  select i.channel, i.address, i.created_at, l.id as link_id, l.proof
  from channel_identities i
  left join lateral (
    select id, proof from identity_links l where l.contact_id = i.contact_id and l.undone_at is null
      and l.moved @> jsonb_build_array(jsonb_build_object('channel', i.channel, 'address', i.address))
    order by l.id desc limit 1
  ) l on true
  where i.contact_id in (select id from contact_group) order by i.created_at, i.channel, i.address`;

const toAddress = (row: AddressRow, isShown: boolean): ContactAddress => ({
  channel: row.channel,
  address: isShown && isReachable(row.address) ? row.address : shortenAddress(row.address),
  since: row.created_at.toISOString(),
  linkId: row.link_id,
  proof: row.proof,
});

const READ_FEEDBACK = `
  select created_at, (body->>'solved')::boolean as solved, (body->>'rating')::float8 as rating, body->>'comment' as comment
  from events where conversation_id = any($1::uuid[]) and type = 'feedback-given' order by created_at desc limit $2`;

const READ_TEXTS = `
  select body->'activity'->>'text' as text from events
  where conversation_id = any($1::uuid[]) and type = 'message-received' and body->'activity'->>'type' = 'message'
  order by created_at desc limit $2`;

const READ_CONTACT = `select k.id, k.locale, k.created_at from contacts k join conversations c on c.contact_id = k.id where c.id = $1`;

interface FeedbackRow extends Row {
  created_at: Date;
  solved: boolean | null;
  rating: number | null;
  comment: string | null;
}

/** @param toldName as a dialog asked for it; what the citizen said of themselves where it is undefined */
export async function readContact(
  database: Queryable,
  me: Person,
  conversationId: string,
  { conversations, readable }: Insight,
  toldName: string | undefined,
): Promise<ContactView> {
  const ids = readable.map(({ id }) => id);
  const isShown = hasRole(me, ANSWERS);
  const [contacts, addresses, feedback, texts, consents] = await Promise.all([
    database.query<{ id: string; locale: string; created_at: Date }>(READ_CONTACT, [conversationId]),
    database.query<AddressRow>(READ_ADDRESSES, [conversationId], 'contact-addresses'),
    database.query<FeedbackRow>(READ_FEEDBACK, [ids, MOST_FEEDBACK]),
    database.query<{ text: string | null }>(READ_TEXTS, [ids, MOST_TEXTS]),
    readConsents(database, ids, isShown),
  ]);
  const [contact] = contacts;
  if (!contact) throw new Error('a conversation has no contact');
  return {
    contactId: contact.id,
    name: toldName ?? findToldName(texts.map(({ text }) => text ?? '')),
    locale: contact.locale,
    since: contact.created_at.toISOString(),
    addresses: addresses.map((row) => toAddress(row, isShown)),
    protocols: conversations.map((row) => ({
      conversationId: row.id,
      protocolNumber: row.protocol_number,
      status: row.status,
      channel: row.channel,
      openedAt: row.created_at.toISOString(),
      closedAt: row.closed_at?.toISOString() ?? null,
    })),
    consents,
    feedback: feedback.map(({ created_at, ...said }) => ({ at: created_at.toISOString(), ...said })),
  };
}
