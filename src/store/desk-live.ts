/** What the desk's socket asks of conversations: where they are, and who may see them. */
import type { Queryable, Row } from '../database.ts';

export interface ConversationReach {
  readonly conversationId: string;
  readonly contactId: string;
  readonly channel: string;
  readonly address: string;
  /** Whoever may see one of these tickets may see the conversation. */
  readonly seenIn: readonly { readonly queue: string; readonly personId: string | null }[];
}

interface ReachRow extends Row {
  id: string;
  contact_id: string;
  channel: string;
  address: string;
  seen_in: ConversationReach['seenIn'];
}

// That which is open is the newest.
const NEWEST = 'order by t.conversation_id, t.ended_at desc nulls first';
const AS_JSON = `coalesce(jsonb_agg(jsonb_build_object('queue', queue, 'personId', person_id)), '[]')`;

// What the assistant alone had is seen by whoever may see what else there is of the contact's.
const FIND_REACH = `
  select c.id, c.contact_id, c.channel, c.address,
    case when exists (select from tickets t where t.conversation_id = c.id) then (
      select ${AS_JSON} from (
        select distinct on (t.conversation_id) t.queue, t.person_id from tickets t
        where t.conversation_id = c.id ${NEWEST}) own)
    else (
      select ${AS_JSON} from (
        select distinct on (t.conversation_id) t.queue, t.person_id
        from conversations other join tickets t on t.conversation_id = other.id
        where other.contact_id = c.contact_id ${NEWEST}) others)
    end as seen_in
  from conversations c where c.id = any($1::uuid[])`;

/** Of those that there are. */
export async function findReach(
  database: Queryable,
  conversationIds: readonly string[],
): Promise<readonly ConversationReach[]> {
  const rows = await database.query<ReachRow>(FIND_REACH, [conversationIds], 'find-reach');
  return rows.map((row) => ({
    conversationId: row.id,
    contactId: row.contact_id,
    channel: row.channel,
    address: row.address,
    seenIn: row.seen_in,
  }));
}
