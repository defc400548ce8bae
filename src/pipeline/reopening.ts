/** Reopening, as agents may ask for it: whoever looks at the contact is told, and what came along is rung for. */
import type { ReopenOutcome } from '../agent.ts';
import type { Database } from '../database.ts';
import { reopenConversation } from '../store/reopen.ts';
import type { LeasedTask } from '../store/tasks.ts';
import type { Doorbells } from './doorbells.ts';
import type { Live } from './live.ts';

export interface ReopeningOptions {
  readonly database: Database;
  readonly doorbells: Doorbells;
  readonly live: Live;
  /** For so long after its end; 0: never. */
  readonly withinMs: number;
}

export interface Reopening {
  reopen(task: LeasedTask, protocolNumber: string): Promise<ReopenOutcome>;
}

export const createReopening = ({ database, doorbells, live, withinMs }: ReopeningOptions): Reopening => ({
  async reopen({ taskId, contactId }, protocolNumber) {
    const wish = { taskId, contactId, protocolNumber, withinMs };
    const { conversationId, ...outcome } = await reopenConversation(database, wish);
    if (conversationId !== undefined) {
      await live.publish(contactId, { type: 'gap' });
      await doorbells.ringInbound([conversationId]);
    }
    return outcome;
  },
});
