/** Read marks: how far somebody has read the conversations that people have now. */
import type { Queryable, Row } from '../database.ts';

interface MarkRow extends Row {
  conversation_id: string;
  seq: number;
}

export interface ReadMark {
  readonly conversationId: string;
  /** Newest event that was before their eyes. */
  readonly seq: number;
}

const LIST = `
  select m.conversation_id, m.seq from read_marks m
  join tickets t on t.conversation_id = m.conversation_id and t.ended_at is null
  where m.person_id = $1`;

export async function listReadMarks(database: Queryable, personId: string): Promise<readonly ReadMark[]> {
  const rows = await database.query<MarkRow>(LIST, [personId]);
  return rows.map(({ conversation_id, seq }) => ({ conversationId: conversation_id, seq }));
}
