/** What every way of showing that two addresses are one person's stands on: who asks, and the link itself. */
import { v7 as createId } from 'uuid';
import type { OutboundActivity } from '../activity.ts';
import type { Transaction } from '../database.ts';
import type { CodeOutcome, LinkNotice, Proof } from '../identity.ts';
import { findIdentity, findOrigin, type Join, type Joined, joinContacts } from '../store/identities.ts';
import { type Address, useCode } from '../store/link-codes.ts';
import type { LeasedTask } from '../store/tasks.ts';
import { findLinkOf } from '../store/unlinking.ts';
import type { Linking } from './linking.ts';

interface Here {
  readonly origin: Address;
  readonly contactId: string;
}

interface Attempt {
  readonly outcome: CodeOutcome;
  readonly done?: readonly [Join, Joined];
}

type Notify = (about: LinkNotice) => OutboundActivity;

/** What this task did before, if it did. */
async function findDone(transaction: Transaction, taskId: string): Promise<CodeOutcome | undefined> {
  const link = await findLinkOf(transaction, taskId);
  if (!link) return undefined;
  const { protocol_number: protocolNumber, closed_protocol_number: closed } = link;
  return { type: 'linked', protocolNumber, closed: closed ?? undefined };
}

/** What every way of linking stands on, for one task. */
export function openDesk(task: LeasedTask, linking: Linking) {
  const { taskId, dialog } = task;
  const { database } = linking;
  const reason = { dialog, rule: 'identity', taskId } as const;

  async function findHere(transaction: Transaction): Promise<Here> {
    const origin = await findOrigin(transaction, task.conversationId, taskId);
    const contactId = origin && (await findIdentity(transaction, origin));
    if (!origin || !contactId) throw new Error('nobody is known who began this task');
    return { origin: { channel: origin.channel, address: origin.address }, contactId };
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
      const before = await findDone(transaction, taskId);
      return before ? { outcome: before } : work(transaction);
    });
    if (done) await linking.announce(...done);
    return outcome;
  }

  return { task, taskId, database, codes: linking.codes, linking, reason, findHere, join, inOneGo };
}

export type Desk = ReturnType<typeof openDesk>;
