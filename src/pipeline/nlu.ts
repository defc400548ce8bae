/** NLU: reads messages and writes what they mean beside them. Any number at once, in any order. */
import type { Database } from '../database.ts';
import type { Recognizer, Understanding } from '../recognizer.ts';
import { addDeadLetter } from '../store/dead-letters.ts';
import { findUnread, type UnreadMessage, writeUnderstanding } from '../store/understanding.ts';
import type { Entry } from '../stream.ts';
import { type ConsumerOptions, startConsumer } from './consumer.ts';
import { type Doorbells, INBOUND } from './doorbells.ts';

const BATCH = 100;

const byHand = (decidedBy: string, locale: string): Understanding => ({
  intent: null,
  confidence: 0,
  entities: [],
  locale,
  decidedBy,
});

const conversationsOf = (entries: readonly Entry[]): string[] => [
  ...new Set(entries.flatMap((entry) => entry.fields['conversationId'] ?? [])),
];

async function read(message: UnreadMessage, recognizer: Recognizer): Promise<Understanding> {
  const { activity, locale } = message;
  return activity.type === 'message'
    ? recognizer.recognize(activity.text, { locale })
    : byHand('button', locale);
}

export interface NluOptions extends Pick<ConsumerOptions, 'stream' | 'log'> {
  readonly database: Database;
  readonly recognizer: Recognizer;
  readonly doorbells: Doorbells;
}

export function startNlu({ database, recognizer, doorbells, stream, log }: NluOptions): AsyncDisposable {
  return startConsumer({
    stream,
    log,
    name: INBOUND,
    batch: BATCH,
    concurrency: 2,
    async handle(entries) {
      const ids = conversationsOf(entries);
      const unread = await findUnread(database, ids);
      const understood = [];
      for (const message of unread) {
        const { conversationId, seq } = message;
        understood.push({ conversationId, seq, understanding: await read(message, recognizer) });
      }
      if (understood.length > 0) await writeUnderstanding(database, understood);
      await doorbells.ringTurns(ids);
      return [];
    },
    /** A message that nobody can read counts as not understood: the conversation goes on. */
    async bury(entry, reason, attempts) {
      const ids = conversationsOf([entry]);
      const unread = await findUnread(database, ids);
      const understood = unread.map(({ conversationId, seq, locale }) => ({
        conversationId,
        seq,
        understanding: byHand('nobody', locale),
      }));
      await writeUnderstanding(database, understood);
      const conversationId = ids[0] ?? null;
      await addDeadLetter(database, {
        stream: INBOUND,
        fields: entry.fields,
        conversationId,
        reason,
        attempts,
      });
      await doorbells.ringTurns(ids);
    },
  });
}
