/** What the co-pilot reads of a conversation: what was said, asked of agents, and answered. */
import type { Queryable, Row } from '../database.ts';
import type { EventType, StoredEvent } from '../event.ts';

export interface ConversationLog {
  /** BCP 47 tag. */
  readonly locale: string;
  /** Oldest first; the newest part of a very long one. */
  readonly events: readonly Pick<StoredEvent, 'seq' | 'body' | 'understanding'>[];
}

const TYPES: readonly EventType[] = [
  'message-received',
  'reply-added',
  'task-started',
  'task-answered',
  'task-failed',
  'handoff-requested',
  'feedback-given',
  'note-added',
];
const MOST_EVENTS = 600;

const READ = `
  select c.locale, e.seq, e.body, e.understanding
  from conversations c join events e on e.conversation_id = c.id
  where c.id = $1 and e.type = any($2::text[]) order by e.seq desc limit ${MOST_EVENTS}`;

type EventRow = Row & ConversationLog['events'][number] & { readonly locale: string };

/** Undefined where nothing was said. */
export async function readConversationLog(
  database: Queryable,
  conversationId: string,
): Promise<ConversationLog | undefined> {
  const rows = await database.query<EventRow>(READ, [conversationId, TYPES]);
  const [newest] = rows;
  if (!newest) return undefined;
  const events = rows.map(({ seq, body, understanding }) => ({ seq, body, understanding }));
  return { locale: newest.locale, events: events.reverse() };
}
