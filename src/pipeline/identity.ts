/** What an agent does for the citizen at the address its task began at: codes, links, and their undoing. */
import { randomUUID } from 'node:crypto';
import { v7 as createId } from 'uuid';
import type { Transaction } from '../database.ts';
import type { Identity } from '../identity.ts';
import { appendEvents, writeConversation } from '../store/append.ts';
import { findIdentity, isAt } from '../store/identities.ts';
import {
  type Address,
  addCode,
  countAsked,
  countSent,
  findCodeOf,
  findShown,
  findTarget,
  lockSent,
  lockShown,
  noteTry,
  type TargetRow,
} from '../store/link-codes.ts';
import { findReachable } from '../store/reaching.ts';
import type { LeasedTask } from '../store/tasks.ts';
import { listLinks, unlinkContacts } from '../store/unlinking.ts';
import { CODE_DIGITS, CODE_LIFETIME_MS, isSameHash } from './codes.ts';
import { type Desk, openDesk } from './identity-desk.ts';
import type { Linking } from './linking.ts';

/** How often: by docs/identity.md, which works out what a guesser gains. */
const LIMITS = {
  tries: 3,
  sentByAsker: 3,
  sentToTargetHour: 3,
  sentToTargetDay: 6,
  shownHour: 5,
  guessesHour: 10,
} as const;

/** The last figures of a number that people know by heart; nothing of any other address. */
const hintOf = ({ address }: Address): string => (/^\+?\d{8,}$/.test(address) ? address.slice(-4) : '');

/** The conversation that a code is sent in; undefined where nobody is reached, or was sent too many. */
async function findSendable(transaction: Transaction, target: TargetRow) {
  const conversation = await findReachable(transaction, target);
  // Under the lock: of two who ask at once, the second sees what was sent to the first.
  const { hour, day } = await countSent(transaction, target);
  return hour < LIMITS.sentToTargetHour && day < LIMITS.sentToTargetDay ? conversation : undefined;
}

/** A code that goes to the other address, and is typed here. */
function createSending(desk: Desk): Pick<Identity, 'sendCode' | 'confirmSent'> {
  const { taskId, database, codes, linking, reason, findHere, join, inOneGo } = desk;
  return {
    async sendCode(target, write) {
      const sent = await database.transaction(async (transaction) => {
        if (await findCodeOf(transaction, taskId)) return { outcome: 'sent' as const };
        const here = await findHere(transaction);
        if ((await countAsked(transaction, here.origin, 'sent')) >= LIMITS.sentByAsker)
          return { outcome: 'too-many' as const };
        const found = await findTarget(transaction, target);
        if (found?.contact_id === here.contactId) return { outcome: 'own' as const };
        const conversation = found && (await findSendable(transaction, found));
        const at = conversation && { channel: found.channel, address: found.address };
        const id = createId();
        const digits = CODE_DIGITS.sent;
        // Where nobody gets it, no code is the right one.
        const hash = codes.hash(at ? codes.codeOf(id, digits) : randomUUID());
        const code = { id, taskId, kind: 'sent', ...here.origin, target: at, hash } as const;
        const expiresAt = await addCode(transaction, { ...code, lifetimeMs: CODE_LIFETIME_MS });
        if (!expiresAt || !at) return { outcome: 'sent' as const };
        const about = { locale: conversation.locale, channel: here.origin.channel, expiresAt };
        const activity = { ...write(about), code: { id, digits } };
        appendEvents(transaction, conversation, [
          { body: { type: 'reply-added', activity, reason }, to: at },
        ]);
        writeConversation(transaction, conversation);
        return { outcome: 'sent' as const, at, conversation, contactId: found?.contact_id };
      });
      if (sent.conversation && sent.contactId)
        await linking.announceReply(sent.at.channel, sent.conversation.id, sent.contactId);
      return sent.outcome;
    },

    confirmSent: (typed, notify) =>
      inOneGo(async (transaction) => {
        const here = await findHere(transaction);
        const code = await lockSent(transaction, here.origin);
        if (!code || code.tries >= LIMITS.tries) return { outcome: { type: 'expired' } };
        if (!isSameHash(codes.hash(typed), code.hash)) {
          noteTry(transaction, code.id);
          const triesLeft = LIMITS.tries - code.tries - 1;
          return { outcome: triesLeft > 0 ? { type: 'wrong', triesLeft } : { type: 'expired' } };
        }
        const { target_channel: channel, target_address: address } = code;
        const at = channel !== null && address !== null ? { channel, address } : undefined;
        return join(transaction, { id: code.id, at, proof: 'code-sent' }, here, notify);
      }),
  };
}

/** A code that is shown here, and is typed at the other address. */
function createShowing(desk: Desk): Pick<Identity, 'showCode' | 'findShown' | 'confirmShown'> {
  const { task, taskId, database, codes, findHere, join, inOneGo } = desk;
  return {
    async showCode(write) {
      return database.transaction(async (transaction) => {
        const { origin } = await findHere(transaction);
        const digits = CODE_DIGITS.shown;
        const before = await findCodeOf(transaction, taskId);
        const locale = task.locale;
        const say = (id: string, expiresAt: Date) => ({
          ...write({ locale, channel: origin.channel, expiresAt }),
          code: { id, digits },
        });
        if (before) return say(before.id, before.expires_at);
        if ((await countAsked(transaction, origin, 'shown')) >= LIMITS.shownHour) return undefined;
        const id = createId();
        const hash = codes.hash(codes.codeOf(id, digits));
        const code = { id, taskId, kind: 'shown', ...origin, target: undefined, hash } as const;
        const expiresAt = await addCode(transaction, { ...code, lifetimeMs: CODE_LIFETIME_MS });
        return expiresAt && say(id, expiresAt);
      });
    },

    async findShown(typed) {
      return database.transaction(async (transaction) => {
        const { origin, contactId } = await findHere(transaction);
        if ((await countAsked(transaction, origin, 'guess')) >= LIMITS.guessesHour) return 'too-many';
        const code = await findShown(transaction, codes.hash(typed));
        if (!code) {
          const guess = { id: createId(), taskId, kind: 'guess', ...origin, target: undefined } as const;
          await addCode(transaction, { ...guess, hash: '', lifetimeMs: 0 });
          return 'unknown';
        }
        if ((await findIdentity(transaction, code)) === contactId) return 'own';
        return { codeId: code.id, channel: code.channel, shownAt: code.created_at };
      });
    },

    confirmShown: (codeId, notify) =>
      inOneGo(async (transaction) => {
        const here = await findHere(transaction);
        const code = await lockShown(transaction, codeId);
        if (!code) return { outcome: { type: 'expired' } };
        const at = { channel: code.channel, address: code.address };
        return join(transaction, { id: codeId, at, proof: 'code-shown' }, here, notify);
      }),
  };
}

function createUndoing(desk: Desk): Pick<Identity, 'links' | 'unlink'> {
  const { task, taskId, database, linking, reason, findHere } = desk;
  return {
    async links() {
      return database.transaction(async (transaction) => {
        const { origin, contactId } = await findHere(transaction);
        const links = await listLinks(transaction, contactId);
        return links.map(({ id, channel, address, moved, created_at: linkedAt }) => ({
          linkId: id,
          channel,
          hint: hintOf({ channel, address }),
          linkedAt,
          isHere: moved.some((each) => isAt(each, origin)),
        }));
      });
    },

    async unlink(linkId, notify) {
      const { contactId } = task;
      const done = await database.transaction((transaction) =>
        unlinkContacts(transaction, { linkId, taskId, contactId, reason, notify }),
      );
      if (!done) return false;
      await linking.announceChange(done.contacts);
      const { notified, contacts } = done;
      if (notified)
        await linking.announceReply(notified.channel, notified.conversationId, contacts[1] ?? contactId);
      return true;
    },
  };
}

export function createIdentity(task: LeasedTask, linking: Linking): Identity {
  const desk = openDesk(task, linking);
  return { ...createSending(desk), ...createShowing(desk), ...createUndoing(desk) };
}
