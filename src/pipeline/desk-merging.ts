/**
 * Merging. Of one contact, a conversation goes on in another of its own. Of two contacts, the contacts become
 * one: a person of the house vouches for it, the citizen is told at the address that is not answered any more,
 * and it can be undone. What was said before to one address is not shown at the other.
 */
import { v7 as createId } from 'uuid';
import { findRefusal, MAY_DO_ALL } from '../desk/action-rules.ts';
import { AssistantError } from '../errors.ts';
import type { LinkNotice } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { hasRole, maySee, type Person } from '../person.ts';
import { formatProtocolNumber } from '../protocol-number.ts';
import { appendEvents, type LockedConversation, writeConversation } from '../store/append.ts';
import { assignTicket } from '../store/assignments.ts';
import { findLastTicket, type LockedCase, nameOf } from '../store/desk-actions.ts';
import { findLastSpoken, findLink } from '../store/desk-links.ts';
import { closeConversation, findReachable, hasUnread } from '../store/desk-writes.ts';
import { joinContacts } from '../store/identities.ts';
import { readStanding, type Standing, takeOverStanding } from '../store/ticket-changes.ts';
import { unlinkContacts } from '../store/unlinking.ts';
import {
  type Asked,
  caseFor,
  type DeskParts,
  type Doing,
  type Locked,
  perform,
  refuse,
} from './desk-cases.ts';
import { type GoesOn, goOnIn, handOn } from './desk-splitting.ts';

const goesOn = ({ id, protocol_number }: LockedConversation): GoesOn => ({
  conversationId: id,
  protocolNumber: protocol_number,
});
const standingOf = async ({ transaction }: Doing, { ticket }: LockedCase): Promise<Standing | undefined> =>
  ticket && readStanding(transaction, ticket.ticketId);

/** What is said at an address that is not answered any more. */
const createNotice =
  ({ phrases }: DeskParts, key: 'joined' | 'parted') =>
  ({ locale, channel, protocolNumber }: LinkNotice) =>
    phrases.say(key, { channel, protocolNumber: formatProtocolNumber(protocolNumber) }, locale);

/** One of them is closed: a contact has one open conversation. */
async function mergeOwn(doing: Doing, into: LockedCase): Promise<GoesOn> {
  const { transaction, locked: from, parts, me, after } = doing;
  const { conversation } = into;
  const by = nameOf(me);
  if (from.state === 'closed' && into.state === 'closed') refuse(parts, me, 'refused-both-closed');
  const continued = { type: 'conversation-continued', of: from.conversation.protocol_number, by } as const;
  if (from.state === 'closed') {
    appendEvents(transaction, conversation, [{ body: continued }]);
    writeConversation(transaction, conversation);
    after.contacts.push({ contactId: conversation.contact_id, conversationId: conversation.id });
    return goesOn(conversation);
  }
  const standing = await standingOf(doing, from);
  const about = { reason: 'continued-elsewhere', by, continuedIn: conversation.protocol_number };
  after.superseded.push(...(await closeConversation(transaction, from.conversation, about)));
  appendEvents(transaction, conversation, [{ body: continued }]);
  const { channel, address } = from.conversation;
  Object.assign(conversation, { channel, address });
  const queue = from.ticket?.queue ?? into.last.queue;
  const person = from.ticket ? from.ticket.person : by;
  await handOn(doing, conversation, { queue, reason: 'merged', standing, person });
  return goOnIn(doing, from.conversation, conversation);
}

/** What stands against making two contacts one. */
async function checkJoining({ transaction, locked: from, parts, me }: Doing, into: LockedCase, all: Locked) {
  const { conversation } = from;
  if (into.state === 'closed')
    refuse(parts, me, 'refused-into-closed', { protocolNumber: into.conversation.protocol_number });
  const other = all.conversations.find(
    (each) =>
      each.id !== conversation.id && each.contact_id === conversation.contact_id && each.status !== 'closed',
  );
  if (other) refuse(parts, me, 'refused-other-open', { protocolNumber: other.protocol_number });
  // What nobody has read would be read again behind what is said here.
  if (await hasUnread(transaction, conversation)) refuse(parts, me, 'refused-just-wrote');
  const reachable = await findReachable(transaction, conversation);
  if (reachable.type === 'gone') refuse(parts, me, 'refused-no-address');
  if (reachable.type === 'moved-on')
    refuse(parts, me, 'refused-moved-on', { protocolNumber: reachable.protocolNumber });
}

/** The ticket of the one that ends is handed on; nobody who waits for people is left with the assistant. */
async function mergeTickets(
  doing: Doing,
  into: LockedCase,
  conversation: LockedConversation,
  standing: Standing | undefined,
): Promise<void> {
  const { transaction, locked: from, me } = doing;
  if (!from.ticket || !standing) return;
  const { queue, person } = from.ticket;
  if (!into.ticket) return handOn(doing, conversation, { queue, reason: 'merged', standing, person });
  takeOverStanding(transaction, into.ticket.ticketId, standing, false);
  if (into.ticket.person === null && person)
    assignTicket(transaction, { ...into.ticket, conversation }, { to: person, by: nameOf(me) });
}

async function mergeContacts(doing: Doing, into: LockedCase, all: Locked): Promise<GoesOn> {
  const { transaction, locked: from, parts, me, after } = doing;
  await checkJoining(doing, into, all);
  const standing = await standingOf(doing, from);
  const [mine, theirs] = [from.conversation, into.conversation];
  const isHere = (await findLastSpoken(transaction, [mine.id, theirs.id])) === mine.id;
  const [here, there] = [mine, theirs].map(({ channel, address }) => ({ channel, address })) as [
    { channel: string; address: string },
    { channel: string; address: string },
  ];
  const notify = createNotice(parts, 'joined');
  const reason = { dialog: 'desk', rule: 'merge', response: 'joined' };
  const joined = await joinContacts(transaction, {
    ...{ linkId: createId(), taskId: null, proof: 'person', origin: here, reason },
    ...{ into: theirs.contact_id, from: mine.contact_id, notify: isHere ? notify : undefined },
  });
  if (joined.type === 'two-people') return refuse(parts, me, 'refused-two-people');
  const { conversation, notified } = joined;
  if (!conversation) throw new Error('contacts were joined without a conversation');
  if (!isHere) {
    const { locale, protocol_number: protocolNumber } = conversation;
    const activity = notify({ locale, channel: there.channel, protocolNumber });
    appendEvents(transaction, conversation, [{ body: { type: 'reply-added', activity, reason }, to: here }]);
    Object.assign(conversation, there);
  }
  await mergeTickets(doing, into, conversation, standing);
  writeConversation(transaction, conversation);
  const told = isHere ? notified : here;
  if (told) after.outbound.push({ channel: told.channel, conversationId: conversation.id });
  after.changed.push(theirs.contact_id, mine.contact_id);
  after.contacts.push({ contactId: theirs.contact_id, conversationId: conversation.id });
  return goesOn(conversation);
}

/** Goes on in `into`. @throws AssistantError `not-found` also where `into` may not be seen */
export async function merge(
  parts: DeskParts,
  asked: Asked,
  { into: id }: { readonly into: string },
): Promise<GoesOn> {
  const { me, conversationId } = asked;
  if (id === conversationId) refuse(parts, me, 'refused-same');
  const work = async (doing: Doing, all: Locked): Promise<JsonObject> => {
    const into = caseFor(all, me, id);
    const person = into.ticket?.person ?? null;
    const refusal = findRefusal('merge', me, { state: into.state, person });
    if (refusal) refuse(parts, me, refusal.key, refusal.values);
    const { conversation } = doing.locked;
    if (conversation.contact_id !== into.conversation.contact_id)
      return { ...(await mergeContacts(doing, into, all)) };
    const done = await mergeOwn(doing, into);
    writeConversation(doing.transaction, conversation);
    return { ...done };
  };
  const done = await perform(parts, asked, 'merge', work, { others: [id], writesItself: true });
  return done as unknown as GoesOn;
}

/**
 * Undoes the linking of two contacts: what moved is put back, and who goes back is told. Done again, it is done.
 * @throws AssistantError `not-found`, `conflict`
 */
export async function unlink(parts: DeskParts, me: Person, linkId: string): Promise<void> {
  const { database, doorbells, live, news } = parts;
  const link = await findLink(database, linkId);
  const last = link?.conversation_id ? await findLastTicket(database, link.conversation_id) : undefined;
  if (!link || !last || !maySee(me, last)) throw new AssistantError('not-found', 'This link');
  if (link.proof !== 'person' && !hasRole(me, MAY_DO_ALL)) refuse(parts, me, 'refused-link-own');
  const unlinked = await database.transaction((transaction) =>
    unlinkContacts(transaction, {
      ...{ linkId, taskId: me.personId, contactId: link.contact_id },
      reason: { dialog: 'desk', rule: 'unlink', response: 'parted' },
      notify: createNotice(parts, 'parted'),
    }),
  );
  if (!unlinked) refuse(parts, me, 'refused-link');
  const { contacts, notified } = unlinked;
  if (notified) await doorbells.ringOutbound(notified.channel, [notified.conversationId]);
  await Promise.all(contacts.map((id) => live.publish(id, { type: 'gap' })));
  const ids = [link.conversation_id, notified?.conversationId].filter((id) => typeof id === 'string');
  void news.tell({ type: 'conversations', ids });
}
