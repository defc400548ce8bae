/** Who goes on with a conversation: a colleague, another queue, the assistant, or nobody. */

import { cleanText } from '../activity.ts';
import { clocksOf } from '../desk/sla.ts';
import { hasRole, maySee, type PersonRole } from '../person.ts';
import { appendEvents } from '../store/append.ts';
import { assignTicket, lockTicketsOf, moveTicket, returnTicket } from '../store/assignments.ts';
import { findColleagues, nameOf } from '../store/desk-actions.ts';
import {
  closeConversation,
  closeSolved,
  findReachable,
  giveToAssistant,
  hasUnread,
  queueConversation,
  supersedeTasks,
} from '../store/desk-writes.ts';
import { extendTicket, labelTicket, readTerms } from '../store/ticket-changes.ts';
import {
  type Asked,
  type DeskParts,
  type Doing,
  type Locked,
  perform,
  refuse,
  tellCitizen,
} from './desk-cases.ts';
import { say } from './desk-replies.ts';

/** Those who can be given a conversation. */
const ANSWER: readonly PersonRole[] = ['admin', 'supervisor', 'attendant'];

/** `solved`: the assistant then asks how it was. The others end it at once. */
export type CloseReason = 'solved' | 'no-answer' | 'spam' | 'duplicate' | 'not-ours' | 'other';

const ticketOf = ({ locked: { ticket } }: Doing) => {
  if (!ticket) throw new Error('this needs an open ticket');
  return ticket;
};
const summaryOf = (summary: string | undefined): { readonly summary?: string } => {
  const clean = cleanText(summary ?? '');
  return clean === '' ? {} : { summary: clean };
};

export const take = (parts: DeskParts, asked: Asked) =>
  perform(parts, asked, 'take', async (doing) => {
    const ticket = ticketOf(doing);
    const me = nameOf(asked.me);
    if (ticket.person?.personId !== me.personId) assignTicket(doing.transaction, ticket, { to: me, by: me });
    return {};
  });

export const assign = (
  parts: DeskParts,
  asked: Asked,
  wish: { readonly personId: string; readonly summary?: string | undefined },
) =>
  perform(parts, asked, 'assign', async (doing) => {
    const ticket = ticketOf(doing);
    const [person] = await findColleagues(doing.transaction, [wish.personId]);
    const isFit =
      person?.isActive && hasRole(person, ANSWER) && maySee(person, { queue: ticket.queue, personId: null });
    if (!person || !isFit) return refuse(parts, asked.me, 'refused-person', { person: person?.name ?? '?' });
    if (ticket.person?.personId === person.personId) return {};
    const by = nameOf(asked.me);
    assignTicket(doing.transaction, ticket, { to: nameOf(person), by, ...summaryOf(wish.summary) });
    return {};
  });

export const putBack = (parts: DeskParts, asked: Asked) =>
  perform(parts, asked, 'return', async (doing) => {
    const ticket = ticketOf(doing);
    if (ticket.person === null) refuse(parts, asked.me, 'refused-nobody');
    returnTicket(doing.transaction, ticket, { by: nameOf(asked.me), reason: 'put-back' });
    return {};
  });

export const move = (
  parts: DeskParts,
  asked: Asked,
  { queue, summary }: { readonly queue: string; readonly summary?: string | undefined },
) =>
  perform(parts, asked, 'move', async (doing) => {
    const ticket = ticketOf(doing);
    if (!parts.queues.has(queue)) refuse(parts, asked.me, 'refused-queue', { queue });
    if (ticket.queue === queue) refuse(parts, asked.me, 'refused-same-queue');
    const by = nameOf(asked.me);
    moveTicket(doing.transaction, ticket, { to: queue, by, reason: 'transferred', ...summaryOf(summary) });
    return {};
  });

/** The assistant tells the citizen who they talk to now. */
export const toAssistant = (
  parts: DeskParts,
  asked: Asked,
  wish: { readonly summary?: string | undefined },
) =>
  perform(parts, asked, 'to-assistant', async (doing) => {
    const { transaction, locked, after } = doing;
    const { conversation } = locked;
    const { channel, address } = conversation;
    const told = { type: 'reply-added', ...tellCitizen(doing, 'to-assistant') } as const;
    const by = nameOf(asked.me);
    appendEvents(transaction, conversation, [
      { body: { type: 'handoff-ended', reason: 'given-back', by, ...summaryOf(wish.summary) } },
      { body: told, to: { channel, address } },
    ]);
    giveToAssistant(transaction, conversation);
    after.outbound.push({ channel, conversationId: conversation.id });
    return {};
  });

export const close = (
  parts: DeskParts,
  asked: Asked,
  { reason, text = '' }: { readonly reason: CloseReason; readonly text?: string | undefined },
) =>
  perform(parts, asked, 'close', async (doing) => {
    const { transaction, locked, after, me } = doing;
    const { conversation } = locked;
    const { ticketId } = ticketOf(doing);
    // Nobody is left without an answer because they wrote while somebody closed.
    if (reason !== 'spam' && (await hasUnread(transaction, conversation)))
      refuse(parts, me, 'refused-just-wrote');
    const words = cleanText(text);
    if (words !== '') say(doing, { type: 'message', text: words });
    const by = nameOf(me);
    if (reason === 'solved') {
      appendEvents(transaction, conversation, [{ body: { type: 'handoff-ended', reason, by } }]);
      closeSolved(transaction, conversation, ticketId);
    } else after.superseded.push(...(await closeConversation(transaction, conversation, { reason, by })));
    return {};
  });

/** From its end, or from the assistant, back to people: to whoever asks for it. */
export const reopen = (parts: DeskParts, asked: Asked) =>
  perform(parts, asked, 'reopen', async (doing, all) => {
    const { transaction, locked, after, me } = doing;
    const { conversation, state, last } = locked;
    if (state === 'closed') await checkReopening(doing, all);
    const by = nameOf(me);
    const from = conversation.protocol_number;
    if (state === 'closed')
      appendEvents(transaction, conversation, [{ body: { type: 'conversation-reopened', from, by } }]);
    after.superseded.push(...(await supersedeTasks(transaction, conversation)));
    const reason = state === 'closed' ? 'reopened' : 'taken-back';
    await queueConversation(transaction, conversation, { queue: last.queue, reason });
    const [ticket] = await lockTicketsOf(transaction, [conversation]);
    if (ticket && hasRole(me, ANSWER)) assignTicket(transaction, ticket, { to: by, by });
    return {};
  });

/** A contact has one conversation at a time, and nobody else's address is written to. */
async function checkReopening(
  { transaction, locked, parts, me }: Doing,
  { conversations }: Locked,
): Promise<void> {
  const { conversation } = locked;
  const other = conversations.find(
    (each) => each.status !== 'closed' && each.contact_id === conversation.contact_id,
  );
  if (other) refuse(parts, me, 'refused-other-open', { protocolNumber: other.protocol_number });
  const reachable = await findReachable(transaction, conversation);
  if (reachable.type === 'gone') refuse(parts, me, 'refused-no-address');
  if (reachable.type === 'moved-on')
    refuse(parts, me, 'refused-moved-on', { protocolNumber: reachable.protocolNumber });
}

export const label = (parts: DeskParts, asked: Asked, wish: { readonly labels: readonly string[] }) =>
  perform(parts, asked, 'labels', async ({ transaction, locked }) => {
    const labels = [...new Set(wish.labels.map(cleanText).filter((each) => each !== ''))];
    const by = nameOf(asked.me);
    appendEvents(transaction, locked.conversation, [{ body: { type: 'ticket-labelled', labels, by } }]);
    labelTicket(transaction, locked.last.ticketId, labels);
    return {};
  });

/** The law's term is prolonged once, and the citizen is told why (Lei 13.460/2017, art. 16). */
export const extend = (parts: DeskParts, asked: Asked, { reason }: { readonly reason: string }) =>
  perform(parts, asked, 'extend', async (doing) => {
    const { transaction, locked, after, me } = doing;
    const { conversation } = locked;
    const { ticketId, queue: name } = ticketOf(doing);
    const queue = parts.queues.get(name);
    if (queue?.sla.extensionMs === undefined || queue.sla.resolutionMs === undefined)
      return refuse(parts, me, 'refused-no-term');
    const terms = await readTerms(transaction, ticketId);
    if (terms.extendedAt !== null) refuse(parts, me, 'refused-extended');
    const extended = { ...terms, channel: conversation.channel, extendedAt: new Date() };
    const due = clocksOf(extended, queue.sla, queue.hours).find(({ kind }) => kind === 'resolution')?.dueAt;
    const { timeZone } = queue.hours;
    const date = new Date(due ?? 0).toLocaleDateString(conversation.locale, { dateStyle: 'long', timeZone });
    const { channel, address } = conversation;
    const told = { type: 'reply-added', ...tellCitizen(doing, 'extended', { date, reason }) } as const;
    appendEvents(transaction, conversation, [
      { body: { type: 'ticket-extended', ticketId, reason, by: nameOf(me) } },
      { body: told, to: { channel, address } },
    ]);
    extendTicket(transaction, ticketId);
    after.outbound.push({ channel, conversationId: conversation.id });
    return {};
  });
