/** Where something can be said to somebody outside of a turn. */
import type { Transaction } from '../database.ts';
import { type LockedConversation, lockConversationsOf } from './append.ts';
import type { TargetRow } from './link-codes.ts';

const FIND = `
  select id from conversations where contact_id = $1 or (channel = $2 and address = $3)
  order by (contact_id = $1 and status <> 'closed') desc, created_at desc, id desc limit 1`;

/** The conversation in which they would look for it, locked: the open one, or the last. */
export async function findReachable(
  transaction: Transaction,
  { contact_id: contactId, channel, address }: TargetRow,
): Promise<LockedConversation | undefined> {
  const [found] = await transaction.query<{ id: string }>(FIND, [contactId, channel, address]);
  if (!found) return undefined;
  const [conversation] = await lockConversationsOf(transaction, [], [found.id]);
  return conversation;
}
