/** Reading what a contact's conversations said, for the contact. */
import type { Queryable, Row } from '../database.ts';
import {
  type History,
  type HistoryAsker,
  type HistoryConversation,
  type HistoryLine,
  type HistoryScope,
  TOLD_EVENTS,
} from '../history.ts';

export interface HistoryQuestion extends HistoryAsker {
  readonly scope: HistoryScope;
  /** Nothing newer is in it; up to now, by the database's clock, where left out. */
  readonly until?: Date;
}

/** A book of some 300 pages; who says more gets the newest. */
const MOST_LINES = 10_000;

interface LineRow extends Row {
  conversation_id: string;
  body: HistoryLine['body'];
  created_at: Date;
}

interface ConversationRow extends Row {
  id: string;
  protocol_number: string;
  status: HistoryConversation['status'];
  locale: string;
  created_at: Date;
  until: Date;
}

// Whoever came by a link gets what was said since, and what they had said themselves; nothing of before.
const WITH_LINKS = `
  with links as (
    select l.* from identity_links l where l.contact_id = $1 and l.undone_at is null and l.moved @> (
      select jsonb_build_array(jsonb_build_object('channel', e.body->>'channel', 'address', e.body->>'address'))
      from events e where e.conversation_id = $2 and e.type = 'message-received'
        and e.created_at <= coalesce($3::timestamptz, now())
      order by e.seq desc limit 1)
  )`;

// The contact is part of the question: somebody else's conversation looks like one that does not exist.
const FIND = `${WITH_LINKS}
  select id, protocol_number, status, locale, created_at, coalesce($3::timestamptz, now()) as until
  from conversations
  where (contact_id = $1 or contact_id in (select previous_contact_id from links)) and ($4 or id = $2)
    and created_at <= coalesce($3::timestamptz, now())
  order by created_at, id`;

// What operators had taken up again was said once, and stands where it was said.
const READ = `${WITH_LINKS}
  select e.conversation_id, e.body, e.created_at
  from events e join conversations c on c.id = e.conversation_id
  where e.conversation_id = any($4::uuid[]) and e.type = any($5::text[])
    and e.created_at <= coalesce($3::timestamptz, now()) and not e.body ? 'replayOf'
    and (not exists (select 1 from links) or c.contact_id <> $1
      or exists (select 1 from links where conversation_id = c.id and brought_conversation)
      or e.created_at > (select max(created_at) from links))
  order by e.created_at desc, e.conversation_id desc, e.seq desc limit $6`;

/** Undefined where the contact has no such conversation. */
export async function readHistory(
  database: Queryable,
  { contactId, conversationId, scope, until }: HistoryQuestion,
): Promise<History | undefined> {
  const asker = [contactId, conversationId, until ?? null];
  const rows = await database.query<ConversationRow>(FIND, [...asker, scope === 'all'], 'find-history');
  const asked = rows.find((row) => row.id === conversationId);
  if (!asked) return undefined;
  const ids = rows.map((row) => row.id);
  const lines = await database.query<LineRow>(
    READ,
    [...asker, ids, TOLD_EVENTS, MOST_LINES + 1],
    'read-history',
  );
  const isCut = lines.length > MOST_LINES;
  const kept = Map.groupBy(lines.slice(0, MOST_LINES).reverse(), (line) => line.conversation_id);
  const conversations = rows.map((row) => ({
    protocolNumber: row.protocol_number,
    status: row.status,
    openedAt: row.created_at,
    lines: (kept.get(row.id) ?? []).map(({ body, created_at }) => ({ at: created_at, body })),
  }));
  return {
    locale: asked.locale,
    until: asked.until,
    conversations: conversations.filter(({ lines: said }) => said.length > 0),
    isCut,
  };
}
