/**
 * Judging: doubtful messages go to the judge beside the consumer, so that nobody else's message waits
 * for it. What comes of it is written and rung for as if another process had read it. A crash in
 * between loses nothing: the message is still unread, and the sweep rings for it.
 */
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type ReadMessage, type UnreadMessage, writeUnderstanding } from '../store/understanding.ts';
import type { Judge } from '../understanding.ts';
import type { Doorbells } from './doorbells.ts';

/** Conversations at once; above that the doubt stays. */
const LIMIT = 32;

export interface JudgingOptions {
  readonly database: Database;
  readonly doorbells: Doorbells;
  readonly judge?: Judge | undefined;
  readonly log: Log;
}

/** What the recognizer read of a conversation. */
export interface DoubtfulReading {
  readonly conversationId: string;
  readonly unread: readonly UnreadMessage[];
  readonly read: readonly ReadMessage[];
}

export interface Judging extends AsyncDisposable {
  /** Whether the conversation is being judged now; it is then rung for again afterwards. */
  holds(conversationId: string): boolean;
  /** Takes it over where the judge is to be asked and is not too busy. */
  takes(reading: DoubtfulReading): boolean;
}

/** In a queue, or in the middle of a dialog, the words are not the recognizer's to judge. */
const isToBeJudged = (message: UnreadMessage | undefined, { understanding }: ReadMessage): boolean =>
  message?.isAwaited === false &&
  message.activity.type === 'message' &&
  understanding.certainty === 'doubtful' &&
  understanding.parts === undefined;

export function createJudging({ database, doorbells, judge, log }: JudgingOptions): Judging {
  /** By conversation, what is under way; those in `again` were rung for meanwhile. */
  const underWay = new Map<string, Promise<void>>();
  const again = new Set<string>();

  async function decide({ conversationId, unread, read }: DoubtfulReading, ask: Judge): Promise<void> {
    const bySeq = new Map(unread.map((message) => [message.seq, message]));
    const judged = read.map(async (each): Promise<ReadMessage> => {
      const message = bySeq.get(each.seq);
      if (!isToBeJudged(message, each) || message?.activity.type !== 'message') return each;
      return { ...each, understanding: await ask(message.activity.text, each.understanding) };
    });
    await writeUnderstanding(database, await Promise.all(judged));
    await doorbells.ringTurns([conversationId]);
  }

  async function settle(reading: DoubtfulReading, ask: Judge): Promise<void> {
    const { conversationId } = reading;
    try {
      await decide(reading, ask);
    } catch (error) {
      log.warn({ conversationId, error: describeError(error) }, 'a judged message could not be written');
      again.add(conversationId);
    } finally {
      underWay.delete(conversationId);
    }
    if (again.delete(conversationId)) await doorbells.ringInbound([conversationId]);
  }

  return {
    holds(conversationId) {
      if (!underWay.has(conversationId)) return false;
      again.add(conversationId);
      return true;
    },
    takes(reading) {
      // Another batch was quicker.
      if (this.holds(reading.conversationId)) return true;
      const bySeq = new Map(reading.unread.map((message) => [message.seq, message]));
      const isDoubtful = reading.read.some((each) => isToBeJudged(bySeq.get(each.seq), each));
      if (!judge || !isDoubtful || underWay.size >= LIMIT) return false;
      underWay.set(reading.conversationId, settle(reading, judge));
      return true;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(underWay.values());
    },
  };
}
