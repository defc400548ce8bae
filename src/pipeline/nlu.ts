/**
 * NLU: reads messages for what they mean. A process that also takes turns goes straight on to them,
 * and what was understood is written with the turn; one that does not writes it, and rings.
 */
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import { addDeadLetter } from '../store/dead-letters.ts';
import {
  findUnread,
  type ReadMessage,
  type UnreadMessage,
  writeUnderstanding,
} from '../store/understanding.ts';
import type { Entry } from '../stream.ts';
import type { Judge, MessageUnderstanding, Understand } from '../understanding.ts';
import { type ConsumerOptions, type Handled, startConsumer } from './consumer.ts';
import { type Doorbells, INBOUND } from './doorbells.ts';
import { createJudging, type Judging } from './judging.ts';
import { conversationOf, conversationsOf, type Turns } from './turns.ts';

const BATCH = 100;
const LOCK_CONVERSATIONS = 'select id from conversations where id = any($1::uuid[]) for update';

const byHand = (decidedBy: string, locale: string): MessageUnderstanding => ({
  intent: null,
  confidence: 0,
  certainty: 'unknown',
  alternatives: [],
  entities: [],
  locale,
  decidedBy,
});

async function readMessage(message: UnreadMessage, understand: Understand): Promise<MessageUnderstanding> {
  const { activity, locale, saidAt } = message;
  return activity.type === 'message'
    ? understand(activity.text, { locale, saidAt })
    : byHand('button', locale);
}

export interface NluOptions extends Pick<ConsumerOptions, 'stream' | 'log'> {
  readonly database: Database;
  readonly understand: Understand;
  /** Asked about what is doubted, where there is one. */
  readonly judge?: Judge | undefined;
  readonly doorbells: Doorbells;
  /** Where this process takes turns itself. */
  readonly turns: Turns | undefined;
}

interface Readings {
  readonly read: ReadMessage[];
  /** By conversation. */
  readonly failed: Map<string, unknown>;
}

/** In order: what is clearly spoken in one message is what the next is likely to be in. */
async function readAll(unread: readonly UnreadMessage[], { understand, log }: NluOptions): Promise<Readings> {
  const readings: Readings = { read: [], failed: new Map() };
  const spoken = new Map<string, string>();
  for (const message of unread) {
    const { conversationId, seq } = message;
    // What comes after a message that cannot be read waits for it.
    if (readings.failed.has(conversationId)) continue;
    try {
      const locale = spoken.get(conversationId) ?? message.locale;
      const understanding = await readMessage({ ...message, locale }, understand);
      if (understanding.spoken !== undefined) spoken.set(conversationId, understanding.spoken);
      readings.read.push({ conversationId, seq, understanding });
    } catch (error) {
      log.warn({ conversationId, seq, error: describeError(error) }, 'a message could not be read');
      readings.failed.set(conversationId, error);
    }
  }
  return readings;
}

/** Those that only waited behind an illegible one are read: one of them may ask for a person. */
async function readOrGiveUp(unread: readonly UnreadMessage[], understand: Understand) {
  const seqs: number[] = [];
  const giveUp = ({ seq, locale }: UnreadMessage): MessageUnderstanding => {
    seqs.push(seq);
    return byHand('nobody', locale);
  };
  const read = unread.map(async (message) => {
    const understanding = await readMessage(message, understand).catch(() => giveUp(message));
    return { conversationId: message.conversationId, seq: message.seq, understanding };
  });
  return { read: await Promise.all(read), seqs };
}

/** A message that nobody can read counts as not understood: the conversation goes on. */
async function giveUp(
  entry: Entry,
  failure: { readonly reason: string; readonly attempts: number },
  { database, doorbells, understand }: NluOptions,
): Promise<void> {
  const ids = conversationsOf([entry]);
  await database.transaction(async (transaction) => {
    // Of two entries that ring for it, one finds it unread.
    await transaction.query(LOCK_CONVERSATIONS, [ids], 'lock-conversations');
    const { read, seqs } = await readOrGiveUp(await findUnread(transaction, ids), understand);
    if (read.length > 0) await writeUnderstanding(transaction, read);
    const letter = { stream: INBOUND, fields: entry.fields, conversationId: ids[0] ?? null, seqs };
    if (seqs.length > 0) await addDeadLetter(transaction, { ...letter, ...failure });
  });
  await doorbells.ringTurns(ids);
}

const isOf = (ids: ReadonlySet<string> | ReadonlyMap<string, unknown>) => (entry: Entry) =>
  ids.has(conversationOf(entry));

/** Those whose doubts are being judged: what becomes of them is no longer the consumer's. */
function handToJudge(
  judging: Judging,
  unread: readonly UnreadMessage[],
  { read, failed }: Readings,
): ReadonlySet<string> {
  const messages = Map.groupBy(unread, ({ conversationId }) => conversationId);
  const taken = [...Map.groupBy(read, ({ conversationId }) => conversationId)].filter(
    ([conversationId, own]) =>
      !failed.has(conversationId) &&
      judging.takes({ conversationId, unread: messages.get(conversationId) ?? [], read: own }),
  );
  return new Set(taken.map(([conversationId]) => conversationId));
}

export function startNlu(options: NluOptions): AsyncDisposable {
  const { database, doorbells, turns, stream, log } = options;
  const judging = createJudging(options);

  async function goOn(entries: readonly Entry[], read: readonly ReadMessage[]): Promise<Handled> {
    if (turns) {
      const { failed = [], ...done } = await turns.take(entries, read);
      // What was meant is written; it is the turn that failed, and is tried again as one.
      await doorbells.ringTurns(conversationsOf(failed.map(({ entry }) => entry)));
      return done;
    }
    if (read.length > 0) await writeUnderstanding(database, read);
    await doorbells.ringTurns(conversationsOf(entries));
    return {};
  }

  const consumer = startConsumer({
    stream,
    log,
    name: INBOUND,
    batch: BATCH,
    concurrency: 2,
    async handle(all) {
      const entries = all.filter((entry) => !judging.holds(conversationOf(entry)));
      const unread = await findUnread(database, conversationsOf(entries));
      const readings = await readAll(unread, options);
      const judged = handToJudge(judging, unread, readings);
      const { read, failed } = readings;
      const isFailed = isOf(failed);
      const isJudged = isOf(judged);
      const done = await goOn(
        entries.filter((entry) => !isFailed(entry) && !isJudged(entry)),
        read.filter(({ conversationId }) => !judged.has(conversationId)),
      );
      const unreadable = entries
        .filter(isFailed)
        .map((entry) => ({ entry, error: failed.get(conversationOf(entry)) }));
      return { ...done, failed: [...(done.failed ?? []), ...unreadable] };
    },
    bury: (entry, reason, attempts) => giveUp(entry, { reason, attempts }, options),
  });

  return {
    async [Symbol.asyncDispose]() {
      await consumer[Symbol.asyncDispose]();
      await judging[Symbol.asyncDispose]();
    },
  };
}
