/**
 * Identities: two contacts become one in one transaction. Nothing is thrown away: what moved is kept in
 * the link, and `unlinking.ts` puts it back. Locks: conversations, then addresses, as everywhere.
 */
import type { OutboundActivity } from '../activity.ts';
import type { Row, Transaction } from '../database.ts';
import type { Reason } from '../event.ts';
import type { LinkNotice, Proof } from '../identity.ts';
import { appendEvents, type LockedConversation, lockConversationsOf, writeConversation } from './append.ts';
import { carryOver, endFor } from './continuing.ts';
import type { Address } from './link-codes.ts';

/** The channel under which those who logged in are known; nobody writes from there. */
export const LOGIN = 'login';

export interface IdentityRow extends Row {
  channel: string;
  address: string;
  contact_id: string;
}

const LOCK_IDENTITIES = `
  select channel, address, contact_id from channel_identities where contact_id = any($1::uuid[])
  order by channel, address for no key update`;

export const lockIdentities = (transaction: Transaction, contactIds: readonly string[]) =>
  transaction.query<IdentityRow>(LOCK_IDENTITIES, [contactIds]);

export const isAt = (one: Address, other: Address): boolean =>
  one.channel === other.channel && one.address === other.address;

export interface Join {
  readonly linkId: string;
  /** Whose work it is; it goes on in the conversation that is gone on with. */
  readonly taskId: string | null;
  readonly proof: Proof;
  /** Where the citizen is. */
  readonly origin: Address;
  /** Whose the addresses become. */
  readonly into: string;
  /** Whose they were. */
  readonly from: string;
  readonly reason: Reason;
  /** What is said where the conversation was at until now. */
  readonly notify: ((about: LinkNotice) => OutboundActivity) | undefined;
}

export type Joined =
  | {
      readonly type: 'linked';
      /** That is gone on with. */
      readonly conversation: LockedConversation | undefined;
      /** Protocol number of the other one. */
      readonly closed: string | undefined;
      /** Where something waits to be sent. */
      readonly notified: Address | undefined;
    }
  | { readonly type: 'two-people' };

const logins = (rows: readonly IdentityRow[], contactId: string) =>
  rows.filter((row) => row.contact_id === contactId && row.channel === LOGIN).map((row) => row.address);

/** Whether both have logged in, and never as the same. */
function areTwoPeople(rows: readonly IdentityRow[], { into, from }: Join): boolean {
  const [one, other] = [logins(rows, into), logins(rows, from)];
  return one.length > 0 && other.length > 0 && !one.some((each) => other.includes(each));
}

const ADD_LINK = `
  insert into identity_links (id, task_id, contact_id, previous_contact_id, proof, channel, address, moved,
    conversation_id, seq, brought_conversation, closed_conversation_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12)`;

// Whoever goes on is to hear the question again that was asked elsewhere.
const PAUSE = `
  update conversations set state = state || jsonb_build_object('active', null,
    'paused', coalesce(state->'paused', '[]') || jsonb_build_array(state->'active'))
  where id = $1 and jsonb_typeof(state->'active') = 'object'`;

/** Goes on in the conversation at the citizen's address, and says so where it was at until now. */
function goOn(
  transaction: Transaction,
  conversation: LockedConversation,
  join: Join,
  known: readonly IdentityRow[],
): Address | undefined {
  const { origin, linkId, proof, reason, notify, into } = join;
  const before = { channel: conversation.channel, address: conversation.address };
  const isTold = known.some((row) => row.contact_id === into && isAt(row, before)) && !isAt(before, origin);
  const about = {
    locale: conversation.locale,
    channel: origin.channel,
    protocolNumber: conversation.protocol_number,
  };
  const activity = isTold ? notify?.(about) : undefined;
  const channel = origin.channel;
  appendEvents(transaction, conversation, [
    { body: { type: 'channel-linked', linkId, channel, address: origin.address, proof } },
    ...(activity ? [{ body: { type: 'reply-added', activity, reason } as const, to: before }] : []),
  ]);
  conversation.contact_id = into;
  conversation.channel = origin.channel;
  conversation.address = origin.address;
  return activity ? before : undefined;
}

/**
 * Makes the addresses of one contact the other's. Where both have an open conversation, the one of
 * `into` is gone on with; where only `from` has one, it goes along.
 * @throws where the addresses are somebody else's by now: to be run again
 */
export async function joinContacts(transaction: Transaction, join: Join): Promise<Joined> {
  const { into, from, origin, taskId } = join;
  const conversations = await lockConversationsOf(transaction, [into, from]);
  const known = await lockIdentities(transaction, [into, from]);
  if (!known.some((row) => row.contact_id === from && isAt(row, origin)))
    throw new Error('the address has another contact by now');
  if (areTwoPeople(known, join)) return { type: 'two-people' };
  const theirs = conversations.find((row) => row.contact_id === into);
  const own = conversations.find((row) => row.contact_id === from);
  const goingOn = theirs ?? own;
  const ending = theirs && own;
  if (ending) await endFor(transaction, ending, theirs, taskId);
  const notified = goingOn && goOn(transaction, goingOn, join, known);
  // What was said until here was not said to who comes now.
  const seq = theirs?.last_seq ?? null;
  transaction.write('update channel_identities set contact_id = $1 where contact_id = $2', [into, from]);
  if (goingOn) writeConversation(transaction, goingOn);
  if (theirs) transaction.write(PAUSE, [theirs.id]);
  if (goingOn && taskId)
    transaction.write('update tasks set conversation_id = $1 where id = $2', [goingOn.id, taskId]);
  if (ending && goingOn) carryOver(transaction, ending, goingOn);
  const moved = known
    .filter((row) => row.contact_id === from)
    .map(({ channel, address }) => ({ channel, address }));
  const { linkId, proof } = join;
  transaction.write(ADD_LINK, [
    ...[linkId, taskId, into, from, proof, origin.channel, origin.address, JSON.stringify(moved)],
    ...[goingOn?.id ?? null, seq, theirs === undefined && own !== undefined, ending?.id ?? null],
  ]);
  return { type: 'linked', conversation: goingOn, closed: ending?.protocol_number, notified };
}

/** The contact whose address it is. */
export async function findIdentity(
  transaction: Transaction,
  { channel, address }: Address,
): Promise<string | undefined> {
  const [row] = await transaction.query<{ contact_id: string }>(
    'select contact_id from channel_identities where channel = $1 and address = $2',
    [channel, address],
  );
  return row?.contact_id;
}

const OWN_ADDRESS = `
  select i.channel, i.address from channel_identities i
  left join lateral (
    select max(c.updated_at) as at from conversations c
    where c.contact_id = $1 and c.channel = i.channel and c.address = i.address
  ) c on true
  where i.contact_id = $1 and i.channel <> $2 order by c.at desc nulls last, i.created_at desc limit 1`;

/** Where a contact can be answered: of several addresses, that of the conversation which went on last. */
export async function findOwnAddress(
  transaction: Transaction,
  contactId: string,
): Promise<(Address & Row) | undefined> {
  return (await transaction.query<Address & Row>(OWN_ADDRESS, [contactId, LOGIN]))[0];
}

const ORIGIN = `
  select e.body->>'channel' as channel, e.body->>'address' as address from events e
  where e.conversation_id = $1 and e.type = 'message-received' and e.seq < (
    select s.seq from events s
    where s.conversation_id = $1 and s.type = 'task-started' and s.body->>'taskId' = $2)
  order by e.seq desc limit 1`;

/** Where the words came from that a task was started for: of several addresses, theirs. */
export async function findOrigin(
  transaction: Transaction,
  conversationId: string,
  taskId: string,
): Promise<(Address & Row) | undefined> {
  const [row] = await transaction.query<Address & Row>(ORIGIN, [conversationId, taskId]);
  return row;
}
