/** How an answer came about, for those who write dialogs: from the log and what the assistant remembers. */
import type { Queryable } from '../database.ts';
import type { StoredEvent } from '../event.ts';
import type { DialogueState } from '../turn.ts';
import { type EventRow, toEvent } from './turns.ts';

export interface Workings {
  /** After the seq that was asked for, in order. */
  readonly events: readonly StoredEvent[];
  /** Undefined before the first turn. */
  readonly state: DialogueState | undefined;
}

const READ_EVENTS = `
  select conversation_id, seq, body, understanding, created_at from events
  where conversation_id = $1 and seq > $2 order by seq`;
const READ_STATE = 'select state from conversations where id = $1';

/** What happened in a conversation after a seq, and where it stands now. */
export async function readWorkings(
  database: Queryable,
  conversationId: string,
  afterSeq: number,
): Promise<Workings> {
  const rows = await database.query<EventRow>(READ_EVENTS, [conversationId, afterSeq], 'read-workings');
  const [row] = await database.query<{ state: Partial<DialogueState> }>(
    READ_STATE,
    [conversationId],
    'read-state',
  );
  const state = row?.state.paused === undefined ? undefined : (row.state as DialogueState);
  return { events: rows.map(toEvent), state };
}
