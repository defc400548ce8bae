/**
 * What every action of people goes through: once under its id, under the conversation's lock, refused where
 * the rules or what may be seen stand against it; then whoever has to be is told.
 */
import type { OutboundActivity } from '../activity.ts';
import type { Database, Transaction } from '../database.ts';
import { type DeskAction, findRefusal } from '../desk/action-rules.ts';
import type { ResponseValues } from '../dialog.ts';
import { AssistantError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { KnowledgeSearch } from '../knowledge.ts';
import { maySee, type Person } from '../person.ts';
import type { Queues } from '../queues.ts';
import { createPhrases, type Phrases } from '../responses.ts';
import { writeConversation } from '../store/append.ts';
import { doOnce, type LockedCase, lockCases } from '../store/desk-actions.ts';
import type { NewsBoard } from './desk-news.ts';
import type { Doorbells } from './doorbells.ts';
import type { Live } from './live.ts';

export interface DeskParts {
  readonly database: Database;
  readonly doorbells: Doorbells;
  readonly live: Live;
  readonly news: NewsBoard;
  readonly knowledge: Pick<KnowledgeSearch, 'readPassage'>;
  readonly queues: Queues;
  readonly phrases: Phrases;
}

/** The words that the desk's actions have for citizens, and for people who are refused something. */
export const loadDeskPhrases = (): Promise<Phrases> =>
  createPhrases(new URL('../desk/words/', import.meta.url));

/** Who asks for what. */
export interface Asked {
  readonly me: Person;
  readonly conversationId: string;
  /** The window's own, for this one thing. */
  readonly actionId: string;
}

/** What is to be told once the transaction is through. */
export interface Aftermath {
  /** Something waits to be sent. */
  readonly outbound: { readonly channel: string; readonly conversationId: string }[];
  /** Messages that came along want reading. */
  readonly inbound: string[];
  /** Nobody waits for these tasks any more. */
  readonly superseded: string[];
  readonly contacts: { readonly contactId: string; readonly conversationId: string }[];
  /** Whose conversations are others by now: their screens look anew. */
  readonly changed: string[];
}

/** Under the locks. */
export interface Doing extends Asked {
  readonly transaction: Transaction;
  readonly locked: LockedCase;
  readonly parts: DeskParts;
  readonly after: Aftermath;
}

/** @throws AssistantError `conflict`, in the language of whoever asked */
export function refuse(
  { phrases }: DeskParts,
  { locale }: Person,
  key: string,
  values: ResponseValues = {},
): never {
  throw new AssistantError('conflict', phrases.say(key, values, locale).text);
}

/** What the assistant tells the citizen of something that people did. */
export const tellCitizen = (
  { parts: { phrases }, locked: { conversation } }: Pick<Doing, 'parts' | 'locked'>,
  key: string,
  values: ResponseValues = {},
): {
  readonly activity: OutboundActivity;
  readonly reason: { dialog: string; rule: string; response: string };
} => ({
  activity: phrases.say(key, values, conversation.locale),
  reason: { dialog: 'desk', rule: key, response: key },
});

const createAftermath = (): Aftermath => ({
  outbound: [],
  inbound: [],
  superseded: [],
  contacts: [],
  changed: [],
});

async function announce({ doorbells, live, news }: DeskParts, after: Aftermath): Promise<void> {
  const ids = [...new Set(after.contacts.map(({ conversationId }) => conversationId))];
  if (ids.length > 0) void news.tell({ type: 'conversations', ids });
  await Promise.all([
    doorbells.callOff(after.superseded),
    doorbells.ringInbound(after.inbound),
    ...after.outbound.map(({ channel, conversationId }) => doorbells.ringOutbound(channel, [conversationId])),
    ...after.contacts.map(({ contactId, conversationId }) =>
      live.publish(contactId, { type: 'log', conversationId }),
    ),
    ...after.changed.map((contactId) => live.publish(contactId, { type: 'gap' })),
  ]);
}

const hasClashed = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '23505';

/** How often something is begun that clashes with others: each time somebody else was through. */
const MOST_TRIES = 4;

/** Again where somebody else opened the contact's conversation, or drew the same number, at this moment. */
async function retryClash<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!hasClashed(error) || tries === MOST_TRIES) throw error;
    }
  }
}

const LOOK = 'select contact_id from conversations where id = any($1::uuid[]) order by id';

/** Locks what an action is about: the conversation, another it names, and the open ones of their contacts. */
async function lockAll(transaction: Transaction, ids: readonly string[]) {
  const contacts = await transaction.query<{ contact_id: string }>(LOOK, [ids]);
  const contactIds = [...new Set(contacts.map(({ contact_id }) => contact_id))];
  return lockCases(transaction, ids, contactIds);
}

export type Locked = Awaited<ReturnType<typeof lockAll>>;

/** @throws AssistantError `not-found` where there is none, or this person may not see it */
export function caseFor({ cases }: Locked, me: Person, conversationId: string): LockedCase {
  const found = cases.get(conversationId);
  if (!found || !maySee(me, found.last)) throw new AssistantError('not-found', 'This conversation');
  return found;
}

interface Performing {
  /** Conversations that are locked beside it. */
  readonly others?: readonly string[];
  /** `locked.conversation` is not written after the work, which has done so. */
  readonly writesItself?: boolean;
}

/**
 * @param work appends to `locked.conversation`
 * @throws AssistantError `not-found`, `conflict`, `invalid-request`
 */
export async function perform(
  parts: DeskParts,
  asked: Asked,
  action: DeskAction,
  work: (doing: Doing, locked: Locked) => Promise<JsonObject>,
  { others = [], writesItself = false }: Performing = {},
): Promise<JsonObject> {
  const { me, conversationId, actionId } = asked;
  const key = { personId: me.personId, actionId, about: `${action} ${conversationId}` };
  let after = createAftermath();
  const { result } = await retryClash(() => {
    after = createAftermath();
    return parts.database.transaction((transaction) =>
      doOnce(transaction, key, async () => {
        const all = await lockAll(transaction, [conversationId, ...others]);
        const locked = caseFor(all, me, conversationId);
        const person = locked.ticket?.person ?? null;
        const refusal = findRefusal(action, me, { state: locked.state, person });
        if (refusal) refuse(parts, me, refusal.key, refusal.values);
        const done = await work({ ...asked, transaction, locked, parts, after }, all);
        const { conversation } = locked;
        if (!writesItself) writeConversation(transaction, conversation);
        after.contacts.push({ contactId: conversation.contact_id, conversationId });
        return done;
      }),
    );
  });
  await announce(parts, after);
  return result;
}
