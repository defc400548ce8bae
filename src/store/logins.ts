/** Logins: people who are known by a name that somebody else vouches for. */
import { v7 as createId } from 'uuid';
import type { Transaction } from '../database.ts';
import { findIdentity } from './identities.ts';
import type { Address } from './link-codes.ts';

/** The contact at the address; a new one where nobody has spoken there yet. */
export async function keepContact(
  transaction: Transaction,
  origin: Address,
  locale: string,
): Promise<string> {
  const known = await findIdentity(transaction, origin);
  if (known) return known;
  const id = createId();
  await transaction.query('insert into contacts (id, locale) values ($1, $2)', [id, locale]);
  const add = 'insert into channel_identities (channel, address, contact_id) values ($1, $2, $3)';
  await transaction.query(add, [origin.channel, origin.address, id]);
  return id;
}

export interface NewLogin {
  readonly linkId: string;
  readonly contactId: string;
  readonly login: Address;
  readonly conversationId: string | null;
}

const ADD_LINK = `
  insert into identity_links (id, contact_id, proof, channel, address, moved, conversation_id)
  values ($1, $2, 'login', $3, $4, jsonb_build_array(jsonb_build_object('channel', $3::text, 'address', $4::text)), $5)`;

const CALL = `
  insert into timers (id, conversation_id, dialog, name, due_at) values ($1, $2, $3, 'logged-in', now())
  on conflict (conversation_id, dialog, name) do update set due_at = excluded.due_at`;

/** Has the dialog say in the conversation that somebody has logged in. */
export const callDialog = (transaction: Transaction, conversationId: string, dialog: string): void =>
  transaction.write(CALL, [createId(), conversationId, dialog]);

/** @throws where somebody else's login is kept at this moment: to be run again */
export async function keepLogin(transaction: Transaction, added: NewLogin): Promise<void> {
  const { linkId, contactId, login, conversationId } = added;
  const add = 'insert into channel_identities (channel, address, contact_id) values ($1, $2, $3)';
  await transaction.query(add, [login.channel, login.address, contactId]);
  await transaction.query(ADD_LINK, [linkId, contactId, login.channel, login.address, conversationId]);
}
