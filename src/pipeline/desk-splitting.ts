/** Splitting a conversation, and what it has in common with merging: hands that go on with another one. */
import { v7 as createId } from 'uuid';
import type { PersonName } from '../person.ts';
import { createProtocolNumber, formatProtocolNumber } from '../protocol-number.ts';
import { appendEvents, type LockedConversation, writeConversation } from '../store/append.ts';
import { assignTicket, lockTicketsOf } from '../store/assignments.ts';
import { carryOver } from '../store/continuing.ts';
import { nameOf } from '../store/desk-actions.ts';
import { closeConversation, queueConversation } from '../store/desk-writes.ts';
import { findSplit, openSplit } from '../store/splitting.ts';
import { readStanding, type Standing, takeOverStanding } from '../store/ticket-changes.ts';
import { type Asked, type DeskParts, type Doing, perform, refuse, tellCitizen } from './desk-cases.ts';

/** The conversation that is gone on with. */
export interface GoesOn {
  readonly conversationId: string;
  readonly protocolNumber: string;
}

interface Hands {
  readonly queue: string;
  readonly reason: 'split' | 'merged';
  /** Of the ticket that ends. */
  readonly standing: Standing | undefined;
  readonly person: PersonName | null;
}

/** Brings a conversation to the people who had the other one, with the place that it had. */
export async function handOn(
  { transaction, me }: Doing,
  conversation: LockedConversation,
  { queue, reason, standing, person }: Hands,
): Promise<void> {
  const since = standing ? { since: standing.since } : {};
  await queueConversation(transaction, conversation, { queue, reason, ...since });
  const [ticket] = await lockTicketsOf(transaction, [conversation]);
  if (!ticket) throw new Error('a queued conversation has no ticket');
  if (standing) takeOverStanding(transaction, ticket.ticketId, standing, true);
  if (person) assignTicket(transaction, ticket, { to: person, by: nameOf(me) });
}

/** Says to the citizen under which number it goes on, and whatever nobody has read yet goes along. */
export function goOnIn(doing: Doing, ended: LockedConversation, conversation: LockedConversation): GoesOn {
  const { transaction, after } = doing;
  const { id: conversationId, protocol_number: protocolNumber, channel, address } = conversation;
  const told = tellCitizen(doing, 'goes-on', { protocolNumber: formatProtocolNumber(protocolNumber) });
  appendEvents(transaction, conversation, [
    { body: { type: 'reply-added', ...told }, to: { channel, address } },
  ]);
  writeConversation(transaction, conversation);
  carryOver(transaction, ended, conversation);
  after.outbound.push({ channel, conversationId });
  after.inbound.push(conversationId);
  after.contacts.push({ contactId: conversation.contact_id, conversationId });
  return { conversationId, protocolNumber };
}

/** @param wish.fromSeq a message of the citizen: the later part begins with it */
export async function split(
  parts: DeskParts,
  asked: Asked,
  { fromSeq }: { readonly fromSeq: number },
): Promise<GoesOn> {
  const done = await perform(parts, asked, 'split', async (doing) => {
    const { transaction, locked, after, me } = doing;
    const { conversation: ended, ticket } = locked;
    if (!ticket) throw new Error('a split needs an open ticket');
    const possible = await findSplit(transaction, ended.id, fromSeq);
    if (possible !== 'possible')
      refuse(parts, me, possible === 'first' ? 'refused-first-message' : 'refused-no-message');
    const standing = await readStanding(transaction, ticket.ticketId);
    const by = nameOf(me);
    const protocolNumber = createProtocolNumber(new Date());
    const about = { reason: 'split', by, continuedIn: protocolNumber };
    after.superseded.push(...(await closeConversation(transaction, ended, about)));
    const next = await openSplit(transaction, ended, { id: createId(), protocolNumber, fromSeq, by });
    const { queue, person } = ticket;
    await handOn(doing, next, { queue, reason: 'split', standing, person });
    return { ...goOnIn(doing, ended, next) };
  });
  return done as unknown as GoesOn;
}
