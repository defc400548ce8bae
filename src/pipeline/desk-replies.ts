/** What people say: to the citizen, with buttons, files and sources, and to one another. */
import type { Button, Citation, OutboundActivity } from '../activity.ts';
import { cleanText } from '../activity.ts';
import { MAY_DO_ALL } from '../desk/action-rules.ts';
import { hasRole, maySee, type Person } from '../person.ts';
import { appendEvents } from '../store/append.ts';
import { assignTicket } from '../store/assignments.ts';
import { findColleagues, nameOf } from '../store/desk-actions.ts';
import { noteAnswer, touchTicket } from '../store/desk-writes.ts';
import { readSentFiles } from '../store/files.ts';
import { addMentions } from '../store/mentions.ts';
import { type Asked, type DeskParts, type Doing, perform, refuse } from './desk-cases.ts';

type CitationWish = Pick<Citation, 'mark' | 'passageId' | 'quote'>;

export interface ReplyWish {
  readonly text: string;
  readonly buttons?: readonly Button[] | undefined;
  readonly fileIds?: readonly string[] | undefined;
  /** What is quoted is checked; title and address are those of the passage. */
  readonly citations?: readonly CitationWish[] | undefined;
  /** Newest event of the conversation before the person's eyes; everything, where left out. */
  readonly seen?: number | undefined;
}

export interface NoteWish {
  readonly text: string;
  readonly kind: 'note' | 'whisper';
  readonly mentions: readonly string[];
}

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Citations as they are kept; refused where the passage does not say so, or is not for citizens. */
async function checkCitations(
  parts: DeskParts,
  me: Person,
  text: string,
  citations: readonly CitationWish[],
): Promise<readonly Citation[]> {
  const checked: Citation[] = [];
  for (const { mark, passageId, quote } of citations) {
    if (!text.includes(`[${mark}]`)) refuse(parts, me, 'refused-mark', { mark });
    const passage = await parts.knowledge.readPassage(passageId, 'public');
    if (!passage || !squeeze(passage.text).includes(squeeze(quote)))
      refuse(parts, me, 'refused-quote', { mark });
    const { title, headings, address } = passage;
    const whole = [title, ...headings].join(' › ');
    checked.push({
      mark,
      passageId,
      title: whole,
      quote,
      ...(address === undefined ? {} : { url: address }),
    });
  }
  return checked;
}

async function writeActivity(
  { transaction, locked, parts, me }: Doing,
  { buttons = [], fileIds = [] }: ReplyWish,
  text: string,
  citations: readonly Citation[],
): Promise<OutboundActivity> {
  const files = await readSentFiles(transaction, locked.conversation.id, fileIds);
  if (files.length < fileIds.length) refuse(parts, me, 'refused-file');
  if (text === '' && files.length === 0) refuse(parts, me, 'refused-empty');
  return {
    type: 'message',
    text,
    ...(buttons.length > 0 ? { buttons } : {}),
    ...(citations.length > 0 ? { citations } : {}),
    ...(files.length > 0 ? { files } : {}),
  };
}

/**
 * Appends a person's words to the citizen; whoever says them to a conversation that nobody has takes it.
 * @param seen newest event before the person's eyes; everything, where left out
 */
export function say(doing: Doing, activity: OutboundActivity, seen?: number): number {
  const { transaction, locked, me, actionId, after } = doing;
  const { conversation, ticket } = locked;
  if (!ticket) throw new Error('a reply needs an open ticket');
  const by = nameOf(me);
  if (ticket.person === null) assignTicket(transaction, ticket, { to: by, by });
  const { channel, address } = conversation;
  const reason = { dialog: 'desk', rule: 'person' };
  const body = { type: 'reply-added', activity, reason, by, actionId } as const;
  appendEvents(transaction, conversation, [{ body, to: { channel, address } }]);
  const { buttons = [] } = activity;
  noteAnswer(transaction, conversation, {
    ticketId: ticket.ticketId,
    buttons,
    seen: seen ?? conversation.last_seq,
  });
  after.outbound.push({ channel, conversationId: conversation.id });
  return conversation.last_seq;
}

/** @returns the reply's seq */
export async function reply(
  parts: DeskParts,
  asked: Asked,
  wish: ReplyWish,
): Promise<{ readonly seq: number }> {
  const text = cleanText(wish.text);
  const citations = await checkCitations(parts, asked.me, text, wish.citations ?? []);
  const done = await perform(parts, asked, 'reply', async (doing) => ({
    seq: say(doing, await writeActivity(doing, wish, text, citations), wish.seen),
  }));
  return { seq: Number(done['seq']) };
}

/** Of those mentioned each must see the conversation: a note is no way around the queues. */
async function findMentioned({ transaction, locked, parts, me }: Doing, ids: readonly string[]) {
  const people = await findColleagues(transaction, ids);
  const blind = people.find((each) => !each.isActive || !maySee(each, locked.last));
  if (blind || people.length < new Set(ids).size)
    refuse(parts, me, 'refused-mention', { person: blind?.name ?? '?' });
  return people.map(nameOf);
}

/** @returns the note's seq */
export async function note(
  parts: DeskParts,
  asked: Asked,
  wish: NoteWish,
): Promise<{ readonly seq: number }> {
  const { me } = asked;
  if (wish.kind === 'whisper' && !hasRole(me, MAY_DO_ALL)) refuse(parts, me, 'refused-whisper');
  const text = cleanText(wish.text);
  if (text === '') refuse(parts, me, 'refused-empty');
  const done = await perform(parts, asked, 'note', async (doing) => {
    const { transaction, locked, actionId } = doing;
    const mentions = await findMentioned(doing, wish.mentions);
    const { kind } = wish;
    const { conversation, last } = locked;
    appendEvents(transaction, conversation, [
      { body: { type: 'note-added', kind, by: nameOf(me), text, mentions, actionId } },
    ]);
    addMentions(transaction, conversation, mentions);
    touchTicket(transaction, last.ticketId, me.personId);
    return { seq: conversation.last_seq };
  });
  return { seq: Number(done['seq']) };
}
