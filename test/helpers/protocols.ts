/** Conversations of one contact, closed and open, over a real database; nothing works in them but the test. */
import { v7 as createId } from 'uuid';
import type { Database } from '../../src/database.ts';
import type { EventBody } from '../../src/event.ts';
import { openHouse } from './turns.ts';

export function openArchive(database: Database) {
  const house = openHouse(database);
  const read = async (conversationId: string) => {
    const [row] = await database.query<{ status: string; last_seq: number; protocol_number: string }>(
      'select status, last_seq, protocol_number from conversations where id = $1',
      [conversationId],
    );
    if (!row) throw new Error('there is no such conversation');
    return row;
  };
  return {
    ...house,
    read,
    /** Says something and goodbye; returns the receipt of the first. */
    async talkAndClose(text: string, address?: string) {
      const kept = await house.say(text, address);
      await house.say('close', kept.address);
      return kept;
    },
    /** A task that is under way in the conversation. */
    async startTask(conversationId: string): Promise<string> {
      const taskId = createId();
      await database.query(
        `insert into tasks (id, conversation_id, agent, dialog, input) values ($1, $2, 'protocols', 'reopen', '{}')`,
        [taskId, conversationId],
      );
      return taskId;
    },
    async events(conversationId: string): Promise<readonly EventBody[]> {
      const rows = await database.query<{ seq: number; body: EventBody }>(
        'select seq, body from events where conversation_id = $1 order by seq',
        [conversationId],
      );
      rows.forEach(({ seq }, index) => {
        if (seq !== index + 1) throw new Error(`event ${index + 1} of the conversation has seq ${seq}`);
      });
      return rows.map(({ body }) => body);
    },
    /** As if it had been closed so long ago. */
    async closeEarlier(conversationId: string, days: number): Promise<void> {
      await database.query(
        `update conversations set closed_at = now() - $2 * interval '1 day' where id = $1`,
        [conversationId, days],
      );
    },
    async openOnes(contactId: string): Promise<number> {
      const [row] = await database.query<{ count: number }>(
        `select count(*)::int as count from conversations where contact_id = $1 and status <> 'closed'`,
        [contactId],
      );
      return row?.count ?? 0;
    },
  };
}
