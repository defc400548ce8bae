/**
 * Linking: two contacts become one, or two again, and whoever looks at them is told to look anew.
 */
import { v7 as createId } from 'uuid';
import type { Database, Transaction } from '../database.ts';
import { DEFAULT_LOCALE } from '../locale.ts';
import { appendEvents, lockConversationsOf, writeConversation } from '../store/append.ts';
import {
  findIdentity,
  type Join,
  type Joined,
  joinContacts,
  LOGIN,
  lockIdentities,
} from '../store/identities.ts';
import type { Address } from '../store/link-codes.ts';
import { callDialog, keepContact, keepLogin } from '../store/logins.ts';
import type { Codes } from './codes.ts';
import type { Doorbells } from './doorbells.ts';
import type { Live } from './live.ts';

export interface LinkingOptions {
  readonly database: Database;
  readonly doorbells: Doorbells;
  readonly live: Live;
  readonly codes: Codes;
}

/** `another-person`: somebody else has logged in at this address before. */
export type LoginOutcome = 'linked' | 'already' | 'another-person';

export interface Linking extends LinkingOptions {
  /** Wakes what a link has left to be done, and tells the screens. */
  announce(join: Join, joined: Joined): Promise<void>;
  /** Something was said at an address outside of a turn. */
  announceReply(channel: string, conversationId: string, contactId: string): Promise<void>;
  /** The contacts' screens look anew at whose they are. */
  announceChange(contactIds: readonly string[]): Promise<void>;
  /** Whoever logged in as the subject is at this address. @param subject as `codes.subjectOf` has it */
  logIn(origin: Address, subject: string): Promise<LoginOutcome>;
}

const LOGIN_REASON = { dialog: 'link-channel', rule: 'login' } as const;

/** The first login of somebody: they are known from now on by their contact's addresses and this. */
async function addLogin(transaction: Transaction, contactId: string, subject: string): Promise<LoginOutcome> {
  const [conversation] = await lockConversationsOf(transaction, [contactId]);
  const known = await lockIdentities(transaction, [contactId]);
  if (known.some((row) => row.channel === LOGIN)) return 'another-person';
  const linkId = createId();
  const login = { channel: LOGIN, address: subject };
  if (conversation) {
    appendEvents(transaction, conversation, [
      { body: { type: 'channel-linked', linkId, ...login, proof: 'login' } },
    ]);
    writeConversation(transaction, conversation);
    callDialog(transaction, conversation.id, LOGIN_REASON.dialog);
  }
  await keepLogin(transaction, { linkId, contactId, login, conversationId: conversation?.id ?? null });
  return 'linked';
}

export function createLinking(options: LinkingOptions): Linking {
  const { database, doorbells, live } = options;

  const announceReply = async (channel: string, conversationId: string, contactId: string) => {
    await doorbells.ringOutbound(channel, [conversationId]);
    await live.publish(contactId, { type: 'log', conversationId });
  };
  const announceChange = async (contactIds: readonly string[]) => {
    await Promise.all(contactIds.map((id) => live.publish(id, { type: 'gap' })));
  };

  async function announce({ into, from }: Join, joined: Joined): Promise<void> {
    if (joined.type !== 'linked') return;
    const { conversation, notified, closed } = joined;
    await announceChange([into, from]);
    if (conversation && notified) await announceReply(notified.channel, conversation.id, into);
    if (conversation && closed) await doorbells.ringInbound([conversation.id]);
  }

  return {
    ...options,
    announce,
    announceReply,
    announceChange,
    async logIn(origin, subject) {
      const { outcome, join, joined } = await database.transaction(async (transaction) => {
        const login = await findIdentity(transaction, { channel: LOGIN, address: subject });
        const from = await keepContact(transaction, origin, DEFAULT_LOCALE);
        if (!login) return { outcome: await addLogin(transaction, from, subject) };
        if (login === from) return { outcome: 'already' as const };
        const join: Join = {
          linkId: createId(),
          taskId: null,
          proof: 'login',
          origin,
          into: login,
          from,
          reason: LOGIN_REASON,
          notify: undefined,
        };
        const joined = await joinContacts(transaction, join);
        if (joined.type === 'linked' && joined.conversation)
          callDialog(transaction, joined.conversation.id, LOGIN_REASON.dialog);
        const outcome = joined.type === 'linked' ? ('linked' as const) : ('another-person' as const);
        return { outcome, join, joined };
      });
      if (join && joined) await announce(join, joined);
      return outcome;
    },
  };
}
