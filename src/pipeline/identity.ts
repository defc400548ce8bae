/** What an agent does for the citizen at the address its task began at: codes, links, and their undoing. */
import { randomUUID } from 'node:crypto';
import { v7 as createId } from 'uuid';
import type { OutboundActivity } from '../activity.ts';
import type { Transaction } from '../database.ts';
import type { CodeOutcome, Identity, LinkNotice, Proof } from '../identity.ts';
import { appendEvents, writeConversation } from '../store/append.ts';
import { findIdentity, findOrigin, isAt, type Join, type Joined, joinContacts } from '../store/identities.ts';
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
  useCode,
} from '../store/link-codes.ts';
import { findReachable } from '../store/reaching.ts';
import type { LeasedTask } from '../store/tasks.ts';
import { findLinkOf, listLinks, unlinkContacts } from '../store/unlinking.ts';
import { CODE_DIGITS, CODE_LIFETIME_MS, isSameHash } from './codes.ts';
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

interface Here {
  readonly origin: Address;
  readonly contactId: string;
}

interface Attempt {
  readonly outcome: CodeOutcome;
  readonly done?: readonly [Join, Joined];
}

type Notify = (about: LinkNotice) => OutboundActivity;

export function createIdentity(task: LeasedTask, linking: Linking): Identity {
  const { taskId, dialog } = task;
  const { database, codes } = linking;
  const reason = { dialog, rule: 'identity', taskId } as const;

  async function findHere(transaction: Transaction): Promise<Here> {
    const origin = await findOrigin(transaction, task.conversationId, taskId);
    const contactId = origin && (await findIdentity(transaction, origin));
    if (!origin || !contactId) throw new Error('nobody is known who began this task');
    return { origin: { channel: origin.channel, address: origin.address }, contactId };
  }

  /** What this task did before, if it did. */
  async function findDone(transaction: Transaction): Promise<CodeOutcome | undefined> {
    const link = await findLinkOf(transaction, taskId);
    if (!link) return undefined;
    const { protocol_number: protocolNumber, closed_protocol_number: closed } = link;
    return { type: 'linked', protocolNumber, closed: closed ?? undefined };
  }

  /** Links with who is at the code's address; the code is used up either way. */
  async function join(
    transaction: Transaction,
    code: { readonly id: string; readonly at: Address | undefined; readonly proof: Proof },
    { origin, contactId: from }: Here,
    notify: Notify,
  ): Promise<Attempt> {
    useCode(transaction, code.id);
    const into = code.at && (await findIdentity(transaction, code.at));
    if (!into) return { outcome: { type: 'expired' } };
    if (into === from) return { outcome: { type: 'already' } };
    const { proof } = code;
    const join: Join = { linkId: createId(), taskId, proof, origin, into, from, reason, notify };
    const joined = await joinContacts(transaction, join);
    if (joined.type === 'two-people') return { outcome: joined };
    const protocolNumber = joined.conversation?.protocol_number;
    if (protocolNumber === undefined) throw new Error('a task has no open conversation');
    return { outcome: { type: 'linked', protocolNumber, closed: joined.closed }, done: [join, joined] };
  }

  async function inOneGo(work: (transaction: Transaction) => Promise<Attempt>): Promise<CodeOutcome> {
    const { outcome, done } = await database.transaction(async (transaction): Promise<Attempt> => {
      const before = await findDone(transaction);
      return before ? { outcome: before } : work(transaction);
    });
    if (done) await linking.announce(...done);
    return outcome;
  }

  return {
    async sendCode(target, write) {
      const sent = await database.transaction(async (transaction) => {
        if (await findCodeOf(transaction, taskId)) return { outcome: 'sent' as const };
        const here = await findHere(transaction);
        if ((await countAsked(transaction, here.origin, 'sent')) >= LIMITS.sentByAsker)
          return { outcome: 'too-many' as const };
        const found = await findTarget(transaction, target);
        if (found?.contact_id === here.contactId) return { outcome: 'own' as const };
        const conversation = found && (await findReachable(transaction, found));
        // Under the lock: of two who ask at once, the second sees what was sent to the first.
        const { hour, day } = found ? await countSent(transaction, found) : { hour: 0, day: 0 };
        const isReached = conversation && hour < LIMITS.sentToTargetHour && day < LIMITS.sentToTargetDay;
        const at = isReached ? { channel: found.channel, address: found.address } : undefined;
        const id = createId();
        const digits = CODE_DIGITS.sent;
        // Where nobody gets it, no code is the right one.
        const hash = codes.hash(at ? codes.codeOf(id, digits) : randomUUID());
        const code = { id, taskId, kind: 'sent', ...here.origin, target: at, hash } as const;
        const expiresAt = await addCode(transaction, { ...code, lifetimeMs: CODE_LIFETIME_MS });
        if (!expiresAt || !at || !conversation) return { outcome: 'sent' as const };
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
