/**
 * Splitting: what was said from a message on goes on under a protocol number of its own.
 *
 * A contact has one open conversation, and the citizen's next words belong to what was spoken of last. So the
 * later part is the one that goes on: it is the new conversation, takes over the ticket with its place, and the
 * earlier part is closed. Nothing is copied: the new one names the number and the message from which it goes on.
 */
import type { Row, Transaction } from '../database.ts';
import type { EventBody } from '../event.ts';
import { appendEvents, type LockedConversation, lockConversationsOf } from './append.ts';

const FIND_MESSAGE = `
  select type, exists (select 1 from events b where b.conversation_id = e.conversation_id and b.seq < e.seq
    and b.type = 'message-received') as has_before
  from events e where e.conversation_id = $1 and e.seq = $2`;

/** Whether a conversation can be split at a message: `none` where it is no message of the citizen. */
export async function findSplit(
  transaction: Transaction,
  conversationId: string,
  fromSeq: number,
): Promise<'possible' | 'none' | 'first'> {
  const [row] = await transaction.query<{ type: EventBody['type']; has_before: boolean } & Row>(
    FIND_MESSAGE,
    [conversationId, fromSeq],
  );
  if (row?.type !== 'message-received') return 'none';
  return row.has_before ? 'possible' : 'first';
}

const ADD = `
  insert into conversations (id, contact_id, protocol_number, channel, address, locale, state)
  select $1, contact_id, $2, channel, address, locale, state || '{"watched": false}' from conversations where id = $3`;

type Continued = Extract<EventBody, { readonly type: 'conversation-continued' }>;

/** Opens the new conversation, after the old one was closed in this transaction. It is in no queue yet. */
export async function openSplit(
  transaction: Transaction,
  ended: LockedConversation,
  about: Pick<Continued, 'by'> & {
    readonly id: string;
    readonly protocolNumber: string;
    readonly fromSeq: number;
  },
): Promise<LockedConversation> {
  const { id, protocolNumber, ...rest } = about;
  await transaction.query(ADD, [id, protocolNumber, ended.id]);
  const [conversation] = await lockConversationsOf(transaction, [], [id]);
  if (!conversation) throw new Error('a conversation could not be split');
  const body: Continued = { type: 'conversation-continued', of: ended.protocol_number, ...rest };
  appendEvents(transaction, conversation, [{ body }]);
  return conversation;
}
