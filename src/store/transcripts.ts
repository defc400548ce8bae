/** Reading conversations back: for the citizen who holds them, and for nobody else. */
import type { DeliveryStatus, FoundProtocol, TranscriptLine } from '../channel.ts';
import type { Queryable, Row } from '../database.ts';
import { type EventRow, toEvent } from './turns.ts';

interface TranscriptRow extends EventRow {
  protocol_number: string;
  external_id: string | null;
  delivery: DeliveryStatus | null;
}

// Who came by a link reads on from there, and what they had said themselves; nothing of before.
const READ = `
  with links as (
    select previous_contact_id, conversation_id, seq from identity_links
    where contact_id = $1 and undone_at is null and moved @> $4::jsonb
  )
  select e.conversation_id, e.seq, e.body, e.understanding, e.created_at, e.external_id,
    c.protocol_number, d.status as delivery
  from conversations c
  join events e on e.conversation_id = c.id
  left join deliveries d on d.conversation_id = e.conversation_id and d.seq = e.seq
  where (c.contact_id = $1 or c.contact_id in (select previous_contact_id from links))
    and e.seq > greatest($3::bigint, coalesce((select max(seq) from links where conversation_id = c.id), 0))
    and c.id = coalesce($2::uuid, (
      select id from conversations where contact_id = $1
      order by (status <> 'closed') desc, created_at desc, id desc limit 1))
  order by e.seq`;

/**
 * The log of one of the contact's conversations after a seq: the one that is open, or the newest, or
 * the one named.
 * @param reader at whose address it is read; all of the contact's own where left out
 */
export async function readTranscript(
  database: Queryable,
  contactId: string,
  conversationId: string | undefined,
  afterSeq: number,
  reader?: { readonly channel: string; readonly address: string },
): Promise<readonly TranscriptLine[]> {
  const rows = await database.query<TranscriptRow>(
    READ,
    [contactId, conversationId ?? null, afterSeq, reader ? JSON.stringify([reader]) : null],
    'read-transcript',
  );
  return rows.map((row) => ({
    event: toEvent(row),
    protocolNumber: row.protocol_number,
    externalId: row.external_id,
    delivery: row.delivery,
  }));
}

export async function findContact(
  database: Queryable,
  channel: string,
  address: string,
): Promise<string | undefined> {
  const [row] = await database.query<{ contact_id: string }>(
    'select contact_id from channel_identities where channel = $1 and address = $2',
    [channel, address],
    'find-contact',
  );
  return row?.contact_id;
}

interface ProtocolRow extends Row {
  id: string;
  status: FoundProtocol['status'];
  created_at: Date;
  updated_at: Date;
}

const FIND_PROTOCOL = `
  select id, status, created_at, updated_at from conversations
  where protocol_number = $1 and (contact_id = $2 or contact_id in (
    select previous_contact_id from identity_links where contact_id = $2 and undone_at is null))`;

/** The contact is part of the question: somebody else's number looks like one that does not exist. */
export async function findProtocol(
  database: Queryable,
  contactId: string,
  protocolNumber: string,
): Promise<FoundProtocol | undefined> {
  const [row] = await database.query<ProtocolRow>(
    FIND_PROTOCOL,
    [protocolNumber, contactId],
    'find-protocol',
  );
  if (!row) return undefined;
  return {
    conversationId: row.id,
    protocolNumber,
    status: row.status,
    openedAt: row.created_at,
    lastEventAt: row.updated_at,
  };
}
