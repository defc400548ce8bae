/** Egress leases: who may send to a conversation now. One sender at a time keeps the order. */
import type { Database, Queryable } from '../database.ts';
import {
  type DeliveryRecord,
  findQueued,
  type QueuedDelivery,
  recordAttempts,
  toQueued,
} from './deliveries.ts';

/**
 * A sender that has not renewed for so long has lost the conversation to the next. Short, so that a
 * dead sender's messages go on within seconds; well above a pause of the garbage collector's.
 */
export const EGRESS_LEASE_MS = 2_500;

// Nobody could renew while the database was down, so leases count from its start again.
const CLAIM = `
  insert into egress_leases as l (conversation_id, owner, expires_at)
  select id, $2, now() + $3 * interval '1 millisecond' from unnest($1::uuid[]) as id order by id
  on conflict (conversation_id) do update set owner = excluded.owner, expires_at = excluded.expires_at
  where l.owner is null
    or (l.expires_at < now() and pg_postmaster_start_time() < now() - $3 * interval '1 millisecond')
  returning conversation_id`;

const RENEW = `
  update egress_leases l set expires_at = now() + $2 * interval '1 millisecond'
  from jsonb_to_recordset($1::jsonb) as h("conversationId" uuid, owner text)
  where l.conversation_id = h."conversationId" and l.owner = h.owner
  returning l.conversation_id, l.owner`;

const RELEASE = `
  update egress_leases l set owner = null
  from jsonb_to_recordset($1::jsonb) as h("conversationId" uuid, owner text)
  where l.conversation_id = h."conversationId" and l.owner = h.owner`;

export interface EgressLease {
  readonly conversationId: string;
  readonly owner: string;
}

/**
 * Takes the conversations that are nobody's, and reads what waits in them. Of those that are not in
 * the result somebody else takes care.
 */
export async function claimEgress(
  database: Database,
  ids: readonly string[],
  owner: string,
  channel: string,
): Promise<ReadonlyMap<string, readonly QueuedDelivery[]>> {
  const [claimed = [], queued = []] = await database.batch([
    [CLAIM, [ids, owner, EGRESS_LEASE_MS], 'claim-egress'],
    // A statement of its own: it sees what was queued until the claim was granted.
    findQueued(ids, channel),
  ]);
  const byConversation = Map.groupBy(toQueued(queued), (each) => each.outbound.conversationId);
  return new Map(
    claimed.map((row) => {
      const id = String(row['conversation_id']);
      return [id, byConversation.get(id) ?? []] as const;
    }),
  );
}

/** In the order in which claims lock them too: two batches wait for one another, and never in a ring. */
const inOrder = (leases: readonly EgressLease[]): string =>
  JSON.stringify(
    leases
      .map(({ conversationId, owner }) => ({ conversationId, owner }))
      .sort((one, other) => (one.conversationId < other.conversationId ? -1 : 1)),
  );

/** Returns those of the leases that were still their owner's. */
export async function renewEgress<Lease extends EgressLease>(
  database: Queryable,
  leases: readonly Lease[],
): Promise<readonly Lease[]> {
  const values = [inOrder(leases), EGRESS_LEASE_MS];
  const rows = await database.query<{ conversation_id: string; owner: string }>(
    RENEW,
    values,
    'renew-egress',
  );
  const renewed = new Set(rows.map((row) => `${row.conversation_id} ${row.owner}`));
  return leases.filter(({ conversationId, owner }) => renewed.has(`${conversationId} ${owner}`));
}

/** A sender at the end of its work on a conversation: what is still to be written, and the lease. */
export interface EgressEnd extends EgressLease {
  readonly record: DeliveryRecord | undefined;
}

// The oldest decides: what comes after a message that is to be tried again waits behind it.
const FIND_WAITING = `
  select conversation_id from (
    select distinct on (conversation_id) conversation_id, retry_at from deliveries
    where conversation_id = any($1::uuid[]) and channel = $2 and status = 'queued'
    order by conversation_id, seq) oldest
  where retry_at is null or retry_at <= now()`;

/**
 * Records, gives the leases back, and looks once more: what was queued while the lease was held found
 * it taken, and is this holder's to take up. Returns the conversations where there is such.
 */
export async function endEgress(
  database: Database,
  ends: readonly EgressEnd[],
  channel: string,
): Promise<ReadonlySet<string>> {
  const records = ends.flatMap(({ record }) => record ?? []);
  const ids = ends.map((end) => end.conversationId);
  const results = await database.batch([
    ...recordAttempts(records),
    [RELEASE, [inOrder(ends)], 'release-egress'],
    [FIND_WAITING, [ids, channel], 'find-waiting'],
  ]);
  return new Set((results.at(-1) ?? []).map((row) => String(row['conversation_id'])));
}
