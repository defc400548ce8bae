/** What stands under everything that people do with a conversation: each thing once, under its locks. */
import type { Queryable, Row, Transaction } from '../database.ts';
import type { DeskState } from '../desk/action-rules.ts';
import { AssistantError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Person, PersonName } from '../person.ts';
import { type LockedConversation, lockConversationsOf } from './append.ts';
import { type LockedTicket, lockTicketsOf } from './assignments.ts';
import { PERSON_COLUMNS, toPerson } from './people.ts';
import { toStorableJson } from './storable.ts';

/** One thing that somebody does in a window, under an id of the window's own. */
export interface ActionKey {
  readonly personId: string;
  readonly actionId: string;
  /** What is done to what: the same id for something else is a mistake. */
  readonly about: string;
}

const BEGIN = `
  insert into desk_actions (person_id, action_id, result) values ($1, $2, '{}') on conflict do nothing returning 1`;
const FIND = 'select result from desk_actions where person_id = $1 and action_id = $2';
const END = 'update desk_actions set result = $3::jsonb where person_id = $1 and action_id = $2';

interface ActionRow extends Row {
  result: { readonly about?: string; readonly result?: JsonObject };
}

/**
 * Does it, or answers what came of it when it was done before. Of two at the same moment the second waits
 * for the first. What is refused may be tried again under its id.
 * @throws AssistantError `invalid-request` where the id stands for something else
 */
export async function doOnce(
  transaction: Transaction,
  { personId, actionId, about }: ActionKey,
  work: () => Promise<JsonObject>,
): Promise<{ readonly result: JsonObject; readonly isNew: boolean }> {
  const begun = await transaction.query(BEGIN, [personId, actionId], 'begin-action');
  if (begun.length === 0) {
    const [before] = await transaction.query<ActionRow>(FIND, [personId, actionId], 'find-action');
    if (before?.result.about !== about)
      throw new AssistantError('invalid-request', 'This actionId was used for something else.');
    return { result: before.result.result ?? {}, isNew: false };
  }
  const result = await work();
  transaction.write(END, [personId, actionId, toStorableJson({ about, result })], 'end-action');
  return { result, isNew: true };
}

/** A conversation that is or was with people, locked, with its open ticket. */
export interface LockedCase {
  readonly conversation: LockedConversation;
  readonly state: DeskState;
  /** The one that is open. */
  readonly ticket: LockedTicket | undefined;
  /** The newest, open or not: who may see it follows from this. */
  readonly last: { readonly ticketId: string; readonly queue: string; readonly personId: string | null };
}

const READ_LAST = `
  select distinct on (conversation_id) conversation_id, id, queue, person_id from tickets
  where conversation_id = any($1::uuid[]) order by conversation_id, ended_at desc nulls first, id desc`;

interface LastRow extends Row {
  conversation_id: string;
  id: string;
  queue: string;
  person_id: string | null;
}

const STATES: Readonly<Record<LockedConversation['status'], DeskState>> = {
  open: 'assistant',
  waiting: 'waiting',
  closed: 'closed',
};

/** Those of the conversations that ever went to people; all of them are locked, and the contacts' open ones with them. */
export async function lockCases(
  transaction: Transaction,
  ids: readonly string[],
  contactIds: readonly string[] = [],
): Promise<{
  readonly conversations: readonly LockedConversation[];
  readonly cases: ReadonlyMap<string, LockedCase>;
}> {
  const conversations = await lockConversationsOf(transaction, contactIds, ids);
  const all = conversations.map(({ id }) => id);
  const tickets = await lockTicketsOf(transaction, conversations);
  const rows = await transaction.query<LastRow>(READ_LAST, [all], 'last-tickets');
  const cases = new Map<string, LockedCase>();
  for (const row of rows) {
    const conversation = conversations.find(({ id }) => id === row.conversation_id);
    if (!conversation) continue;
    cases.set(conversation.id, {
      conversation,
      state: STATES[conversation.status],
      ticket: tickets.find((each) => each.conversation === conversation),
      last: { ticketId: row.id, queue: row.queue, personId: row.person_id },
    });
  }
  return { conversations, cases };
}

/** Of a conversation, without its lock: whether somebody may see it follows from this. */
export async function findLastTicket(
  database: Queryable,
  conversationId: string,
): Promise<LockedCase['last'] | undefined> {
  const [row] = await database.query<LastRow>(READ_LAST, [[conversationId]], 'last-tickets');
  return row && { ticketId: row.id, queue: row.queue, personId: row.person_id };
}

/** Of the team, whether they are active or not. */
export async function findColleagues(
  transaction: Transaction,
  personIds: readonly string[],
): Promise<readonly Person[]> {
  const sql = `select ${PERSON_COLUMNS} from people p where p.id = any($1::uuid[])`;
  return (await transaction.query(sql, [personIds])).map(toPerson);
}

export const nameOf = ({ personId, name }: PersonName): PersonName => ({ personId, name });

/** A window tries again for minutes, a program for a day or two at most. */
const KEPT_DAYS = 7;

/** What was done under ids that nobody sends again. */
export const forgetActions = async (database: Queryable): Promise<void> => {
  await database.query(`delete from desk_actions where at < now() - interval '${KEPT_DAYS} days'`);
};
