/** Deliveries: what is to be sent, by whom, and what became of it. */
import type { OutboundActivity } from '../activity.ts';
import type { DeliveryStatus, Outbound } from '../channel.ts';
import type { Queryable, Row } from '../database.ts';

/** A sender that has not come back for so long has lost the conversation to the next. */
export const EGRESS_LEASE_MS = 15_000;

// Nobody could renew while the database was down, so leases count from its start again.
const CLAIM = `
  insert into egress_leases as l (conversation_id, owner, expires_at)
  select id, $2, now() + $3 * interval '1 millisecond' from unnest($1::uuid[]) as id order by id
  on conflict (conversation_id) do update set owner = excluded.owner, expires_at = excluded.expires_at
  where l.owner is null
    or (l.expires_at < now() and pg_postmaster_start_time() < now() - $3 * interval '1 millisecond')
  returning conversation_id`;

/** Returns the conversations that `owner` alone may send to now. */
export async function claimEgress(
  database: Queryable,
  ids: readonly string[],
  owner: string,
): Promise<readonly string[]> {
  const rows = await database.query<{ conversation_id: string }>(
    CLAIM,
    [ids, owner, EGRESS_LEASE_MS],
    'claim-egress',
  );
  return rows.map((row) => row.conversation_id);
}

export async function releaseEgress(
  database: Queryable,
  ids: readonly string[],
  owner: string,
): Promise<void> {
  await database.query(
    'update egress_leases set owner = null where conversation_id = any($1::uuid[]) and owner = $2',
    [ids, owner],
    'release-egress',
  );
}

interface QueuedRow extends Row {
  conversation_id: string;
  contact_id: string;
  seq: number;
  address: string;
  activity: OutboundActivity;
}

const FIND_QUEUED = `
  select d.conversation_id, c.contact_id, d.seq, d.address, e.body->'activity' as activity
  from deliveries d
  join events e on e.conversation_id = d.conversation_id and e.seq = d.seq
  join conversations c on c.id = d.conversation_id
  where d.conversation_id = any($1::uuid[]) and d.channel = $2 and d.status = 'queued'
  order by d.conversation_id, d.seq`;

/** What waits to be sent, in order per conversation. */
export async function findQueued(
  database: Queryable,
  ids: readonly string[],
  channel: string,
): Promise<readonly Outbound[]> {
  const rows = await database.query<QueuedRow>(FIND_QUEUED, [ids, channel], 'find-queued');
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    contactId: row.contact_id,
    seq: row.seq,
    address: row.address,
    activity: row.activity,
    idempotencyKey: `${row.conversation_id}:${row.seq}`,
  }));
}

export interface DeliveryRecord {
  readonly conversationId: string;
  readonly seq: number;
  readonly status: DeliveryStatus;
  readonly externalId: string | null;
  readonly error: string | null;
}

// The ladder only goes up: a late "sent" does not undo a "read".
const LADDER = `array_position(array['queued', 'sent', 'delivered', 'read'], $$)`;
const rung = (expression: string): string => LADDER.replace('$$', expression);

const RECORD = `
  update deliveries d set
    status = case
      when r.status in ('queued', 'failed') or ${rung('r.status')} > ${rung('d.status')} then r.status
      else d.status end,
    attempts = d.attempts + 1,
    external_id = coalesce(r."externalId", d.external_id),
    error = r.error,
    updated_at = now()
  from jsonb_to_recordset($1::jsonb)
    as r("conversationId" uuid, seq bigint, status text, "externalId" text, error text)
  where d.conversation_id = r."conversationId" and d.seq = r.seq`;

/** Writes the outcome of attempts to send. `queued` records an attempt that is to be repeated. */
export async function recordAttempts(database: Queryable, records: readonly DeliveryRecord[]): Promise<void> {
  await database.query(RECORD, [JSON.stringify(records)], 'record-attempts');
}

const RECORD_UP_TO = `
  update deliveries set status = $3, updated_at = now()
  where conversation_id = $1 and seq <= $2 and ${rung('status')} < ${rung('$3::text')}
  returning seq`;

/** Raises every message up to `seq` to that rung; returns those that it raised. */
export async function recordUpTo(
  database: Queryable,
  conversationId: string,
  seq: number,
  status: 'delivered' | 'read',
): Promise<readonly number[]> {
  const rows = await database.query<{ seq: number }>(
    RECORD_UP_TO,
    [conversationId, seq, status],
    'record-up-to',
  );
  return rows.map((row) => row.seq);
}
