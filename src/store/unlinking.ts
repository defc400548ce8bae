/** Links as they are listed, and undone: what moved is put back where it was. */
import type { OutboundActivity } from '../activity.ts';
import type { Row, Transaction } from '../database.ts';
import type { Reason } from '../event.ts';
import type { LinkNotice, Proof } from '../identity.ts';
import { appendEvents, type LockedConversation, lockConversationsOf, writeConversation } from './append.ts';
import { findOwnAddress, type IdentityRow, isAt, lockIdentities } from './identities.ts';
import type { Address } from './link-codes.ts';

export interface LinkRow extends Row {
  id: string;
  contact_id: string;
  previous_contact_id: string | null;
  proof: Proof;
  channel: string;
  address: string;
  moved: readonly Address[];
  conversation_id: string | null;
  brought_conversation: boolean;
  /** Of the conversation that went on. */
  protocol_number: string;
  closed_protocol_number: string | null;
  created_at: Date;
  undone_at: Date | null;
  undone_by: string | null;
}

const READ = `
  select l.*, k.protocol_number, c.protocol_number as closed_protocol_number from identity_links l
  left join conversations k on k.id = l.conversation_id
  left join conversations c on c.id = l.closed_conversation_id`;

/** Those that hold, newest first. */
export const listLinks = (transaction: Transaction, contactId: string): Promise<LinkRow[]> =>
  transaction.query<LinkRow>(`${READ} where l.contact_id = $1 and l.undone_at is null order by l.id desc`, [
    contactId,
  ]);

/** What this task has linked before. */
export async function findLinkOf(transaction: Transaction, taskId: string): Promise<LinkRow | undefined> {
  const [row] = await transaction.query<LinkRow>(`${READ} where l.task_id = $1`, [taskId]);
  return row;
}

export interface Unlink {
  readonly linkId: string;
  readonly taskId: string;
  /** Who asks. */
  readonly contactId: string;
  readonly reason: Reason;
  notify(about: LinkNotice): OutboundActivity;
}

/** Where something waits to be sent, and who sees other things than before. */
export interface Unlinked {
  readonly contacts: readonly string[];
  readonly notified: { readonly conversationId: string; readonly channel: string } | undefined;
}

const NEWEST = `select id from conversations where contact_id = $1 order by created_at desc, id desc limit 1`;

const PUT_BACK = `
  update channel_identities i set contact_id = $2
  from jsonb_to_recordset($1::jsonb) as m(channel text, address text)
  where i.channel = m.channel and i.address = m.address and i.contact_id = $3`;
const TAKE_AWAY = `
  delete from channel_identities i using jsonb_to_recordset($1::jsonb) as m(channel text, address text)
  where i.channel = m.channel and i.address = m.address and i.contact_id = $2`;

const LAST_SPOKEN = `
  select e.body->>'channel' as channel, e.body->>'address' as address from events e
  join channel_identities i on i.channel = e.body->>'channel' and i.address = e.body->>'address'
  where e.conversation_id = $1 and e.type = 'message-received' and i.contact_id = $2
  order by e.seq desc limit 1`;

/** A conversation is answered at an address of its own contact: where they last spoke in it, else where they are. */
async function settle(transaction: Transaction, row: LockedConversation): Promise<void> {
  const [last] = await transaction.query<{ channel: string; address: string }>(LAST_SPOKEN, [
    row.id,
    row.contact_id,
  ]);
  const own = last ?? (await findOwnAddress(transaction, row.contact_id));
  if (own) Object.assign(row, { channel: own.channel, address: own.address });
}

async function putBack(transaction: Transaction, link: LinkRow, known: readonly IdentityRow[]) {
  const { previous_contact_id: previous, contact_id: contactId } = link;
  // What has moved on since is no longer this link's.
  const moved = link.moved.filter((each) =>
    known.some((row) => row.contact_id === contactId && isAt(row, each)),
  );
  if (previous) await transaction.query(PUT_BACK, [JSON.stringify(moved), previous, contactId]);
  else await transaction.query(TAKE_AWAY, [JSON.stringify(moved), contactId]);
}

/** The conversation that the link is known in, and the one that its addresses go back to. */
function findPlaces(conversations: readonly LockedConversation[], link: LinkRow, newest: string | undefined) {
  const open = conversations.filter((row) => row.status !== 'closed');
  const current = open.find((row) => row.contact_id === link.contact_id);
  const ownOpen = open.find((row) => row.contact_id === link.previous_contact_id);
  const goesBack = link.brought_conversation && current?.id === link.conversation_id && !ownOpen;
  const own = goesBack ? undefined : conversations.find((row) => row.id === newest);
  return { current, goesBack, own };
}

/** Undefined where the link is none of this contact's, or is undone. */
export async function unlinkContacts(
  transaction: Transaction,
  unlink: Unlink,
): Promise<Unlinked | undefined> {
  const { linkId, taskId, contactId, reason } = unlink;
  const [link] = await transaction.query<LinkRow>(`${READ} where l.id = $1 and l.contact_id = $2`, [
    linkId,
    contactId,
  ]);
  if (!link) return undefined;
  const previous = link.previous_contact_id;
  const contacts = [link.contact_id, ...(previous ? [previous] : [])];
  const [newest] = previous ? await transaction.query<{ id: string }>(NEWEST, [previous]) : [];
  const conversations = await lockConversationsOf(transaction, contacts, newest ? [newest.id] : []);
  const known = await lockIdentities(transaction, contacts);
  const [still] = await transaction.query<{ undone_by: string | null; undone_at: Date | null }>(
    'select undone_at, undone_by from identity_links where id = $1 for update',
    [linkId],
  );
  if (still?.undone_at) return still.undone_by === taskId ? { contacts, notified: undefined } : undefined;
  await putBack(transaction, link, known);
  const { current, goesBack, own } = findPlaces(conversations, link, newest?.id);
  const { channel, address } = link;
  if (current) {
    appendEvents(transaction, current, [{ body: { type: 'channel-unlinked', linkId, channel, address } }]);
    if (goesBack && previous) current.contact_id = previous;
    await settle(transaction, current);
    writeConversation(transaction, current);
  }
  if (own) {
    const about = { locale: own.locale, channel, protocolNumber: own.protocol_number };
    const body = { type: 'reply-added', activity: unlink.notify(about), reason } as const;
    appendEvents(transaction, own, [{ body, to: { channel, address } }]);
    writeConversation(transaction, own);
  }
  const undo = 'update identity_links set undone_at = now(), undone_by = $2 where id = $1';
  transaction.write(undo, [linkId, taskId]);
  return { contacts, notified: own ? { conversationId: own.id, channel } : undefined };
}
