/** Dialogue: takes the turns that are rung for. Any number at once: a conversation's row is its lock. */
import { type ConsumerOptions, startConsumer } from './consumer.ts';
import { TURNS } from './doorbells.ts';
import { conversationOf, type Turns } from './turns.ts';

const BATCH = 100;

export interface DialogueOptions extends Pick<ConsumerOptions, 'stream' | 'log'> {
  readonly turns: Turns;
}

export function startDialogue({ turns, stream, log }: DialogueOptions): AsyncDisposable {
  return startConsumer({
    stream,
    log,
    name: TURNS,
    batch: BATCH,
    concurrency: 1,
    handle: (entries) => turns.take(entries),
    async bury(entry, reason, attempts) {
      const conversationId = conversationOf(entry) || null;
      await turns.fail({ stream: TURNS, fields: entry.fields, conversationId, reason, attempts });
    },
  });
}
