/**
 * NLU: reads messages for what they mean. A process that also takes turns goes straight on to them,
 * and what was understood is written with the turn; one that does not writes it, and rings.
 */
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import type { Recognizer, Understanding } from '../recognizer.ts';
import { addDeadLetter } from '../store/dead-letters.ts';
import {
  findUnread,
  type ReadMessage,
  type UnreadMessage,
  writeUnderstanding,
} from '../store/understanding.ts';
import type { Entry } from '../stream.ts';
import { type ConsumerOptions, type Handled, startConsumer } from './consumer.ts';
import { type Doorbells, INBOUND } from './doorbells.ts';
import { conversationsOf, type Turns } from './turns.ts';

const BATCH = 100;
const LOCK_CONVERSATIONS = 'select id from conversations where id = any($1::uuid[]) for update';

const byHand = (decidedBy: string, locale: string): Understanding => ({
  intent: null,
  confidence: 0,
  entities: [],
  locale,
  decidedBy,
});

async function understand(message: UnreadMessage, recognizer: Recognizer): Promise<Understanding> {
  const { activity, locale } = message;
  return activity.type === 'message'
    ? recognizer.recognize(activity.text, { locale })
    : byHand('button', locale);
}

export interface NluOptions extends Pick<ConsumerOptions, 'stream' | 'log'> {
  readonly database: Database;
  readonly recognizer: Recognizer;
  readonly doorbells: Doorbells;
  /** Where this process takes turns itself. */
  readonly turns: Turns | undefined;
}

interface Reading {
  readonly read: ReadMessage[];
  /** By conversation. */
  readonly failed: Map<string, unknown>;
}

async function readAll(unread: readonly UnreadMessage[], { recognizer, log }: NluOptions): Promise<Reading> {
  const reading: Reading = { read: [], failed: new Map() };
  for (const message of unread) {
    const { conversationId, seq } = message;
    // What comes after a message that cannot be read waits for it.
    if (reading.failed.has(conversationId)) continue;
    try {
      reading.read.push({ conversationId, seq, understanding: await understand(message, recognizer) });
    } catch (error) {
      log.warn({ conversationId, seq, error: describeError(error) }, 'a message could not be read');
      reading.failed.set(conversationId, error);
    }
  }
  return reading;
}

/** Those that only waited behind an illegible one are read: one of them may ask for a person. */
async function readOrGiveUp(unread: readonly UnreadMessage[], recognizer: Recognizer) {
  const seqs: number[] = [];
  const giveUp = ({ seq, locale }: UnreadMessage): Understanding => {
    seqs.push(seq);
    return byHand('nobody', locale);
  };
  const read = unread.map(async (message) => {
    const understanding = await understand(message, recognizer).catch(() => giveUp(message));
    return { conversationId: message.conversationId, seq: message.seq, understanding };
  });
  return { read: await Promise.all(read), seqs };
}

export function startNlu(options: NluOptions): AsyncDisposable {
  const { database, doorbells, turns, stream, log } = options;

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

  return startConsumer({
    stream,
    log,
    name: INBOUND,
    batch: BATCH,
    concurrency: 2,
    async handle(entries) {
      const { read, failed } = await readAll(await findUnread(database, conversationsOf(entries)), options);
      const isFailed = (entry: Entry) => failed.has(entry.fields['conversationId'] ?? '');
      const done = await goOn(
        entries.filter((entry) => !isFailed(entry)),
        read,
      );
      const unreadable = entries
        .filter(isFailed)
        .map((entry) => ({ entry, error: failed.get(entry.fields['conversationId'] ?? '') }));
      return { ...done, failed: [...(done.failed ?? []), ...unreadable] };
    },
    /** A message that nobody can read counts as not understood: the conversation goes on. */
    async bury(entry, reason, attempts) {
      const ids = conversationsOf([entry]);
      await database.transaction(async (transaction) => {
        // Of two entries that ring for it, one finds it unread.
        await transaction.query(LOCK_CONVERSATIONS, [ids], 'lock-conversations');
        const { read, seqs } = await readOrGiveUp(await findUnread(transaction, ids), options.recognizer);
        if (read.length > 0) await writeUnderstanding(transaction, read);
        const letter = { stream: INBOUND, fields: entry.fields, conversationId: ids[0] ?? null, reason };
        if (seqs.length > 0) await addDeadLetter(transaction, { ...letter, attempts, seqs });
      });
      await doorbells.ringTurns(ids);
    },
  });
}
