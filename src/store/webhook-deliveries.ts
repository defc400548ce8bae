/**
 * What is told to other systems. A row is taken for a while, by whichever process comes first, and is
 * recorded afterwards; who dies in between leaves it to the next, which tells it again under the same id.
 */
import type { Database, Queryable, Row } from '../database.ts';
import { TEST_EVENT, toPayload } from '../desk/webhook-events.ts';
import type { EventBody } from '../event.ts';
import type { JsonObject } from '../json.ts';
import { addDeskChange } from './desk-changes.ts';
import { storable } from './storable.ts';

/** Nobody tells it for longer: requests end before, and records follow at once. */
const LEASE_MS = 30_000;
const KEPT_DAYS = 30;

/** One delivery in hand. */
export interface TakenDelivery {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly url: string;
  /** Sealed: the newest, and those that still sign beside it. */
  readonly secrets: readonly string[];
  /** What is sent, the same at every attempt. */
  readonly payload: string;
  /** With this one. */
  readonly attempts: number;
  /** Since it was queued. */
  readonly ageMs: number;
}

interface DueRow extends Row {
  id: string;
  webhook_id: string;
  url: string;
  secret: string;
  previous_secret: string | null;
  with_words: boolean;
  event: string;
  seq: number | null;
  facts: JsonObject | null;
  payload: string | null;
  happened_at: Date;
  attempts: number;
  age_ms: number;
  conversation_id: string | null;
  protocol_number: string | null;
  body: EventBody | null;
  handoff: Extract<EventBody, { readonly type: 'handoff-requested' }> | null;
}

// Each receiver has its own share of the round, so that a slow one holds up no other. One that is off is
// told nothing, save that an admin tries it.
const TAKE = `
  select d.id, d.webhook_id, w.url, w.secret, w.with_words, d.event, d.seq, d.facts, d.payload, d.happened_at, d.attempts,
    case when w.previous_until > now() then w.previous_secret end as previous_secret,
    (extract(epoch from now() - d.queued_at) * 1000)::float8 as age_ms,
    c.id as conversation_id, c.protocol_number, e.body,
    case when d.event = 'ticket-opened' then (
      select body from events h where h.conversation_id = c.id and h.type = 'handoff-requested'
      order by h.seq desc limit 1) end as handoff
  from jsonb_to_recordset($1::jsonb) as r("webhookId" uuid, room integer)
  join outgoing_webhooks w on w.id = r."webhookId"
  cross join lateral (
    select * from webhook_deliveries
    where webhook_id = w.id and status = 'queued' and due_at <= now() and (w.active or event = '${TEST_EVENT}')
    order by due_at limit r.room for update skip locked) d
  left join conversations c on c.id = d.conversation_id
  left join events e on e.conversation_id = d.conversation_id and e.seq = d.seq`;

const LEASE = `
  update webhook_deliveries d set payload = l.payload, attempts = d.attempts + 1,
    due_at = now() + ${LEASE_MS} * interval '1 millisecond'
  from jsonb_to_recordset($1::jsonb) as l("deliveryId" uuid, payload text) where d.id = l."deliveryId"`;

function buildPayload(row: DueRow): string {
  const { conversation_id: conversationId, protocol_number: protocolNumber } = row;
  const conversation =
    conversationId === null || protocolNumber === null ? null : { conversationId, protocolNumber };
  const { event, happened_at: happenedAt, seq, body, facts, handoff } = row;
  return JSON.stringify(
    toPayload({ event, happenedAt, conversation, seq, body, facts, handoff }, row.with_words),
  );
}

const toTaken = (row: DueRow): TakenDelivery => ({
  deliveryId: row.id,
  webhookId: row.webhook_id,
  url: row.url,
  secrets: [row.secret, ...(row.previous_secret === null ? [] : [row.previous_secret])],
  payload: row.payload ?? buildPayload(row),
  attempts: row.attempts + 1,
  ageMs: row.age_ms,
});

const FIND_WEBHOOKS = `
  select distinct webhook_id as id from webhook_deliveries where status = 'queued' and due_at <= now()`;

/**
 * Takes what is due, at most `room` of each webhook. Of what is in nobody's result somebody else takes
 * care, or nobody need.
 */
export async function takeDeliveries(
  database: Database,
  roomOf: (webhookId: string) => number,
): Promise<readonly TakenDelivery[]> {
  const due = await database.query<{ id: string }>(FIND_WEBHOOKS, [], 'find-due-webhooks');
  const rooms = due.map(({ id }) => ({ webhookId: id, room: roomOf(id) })).filter(({ room }) => room > 0);
  if (rooms.length === 0) return [];
  return database.transaction(async (transaction) => {
    const rows = await transaction.query<DueRow>(TAKE, [JSON.stringify(rooms)], 'take-webhooks');
    const taken = rows.map(toTaken);
    const leases = taken.map(({ deliveryId, payload }) => ({ deliveryId, payload }));
    if (taken.length > 0) transaction.write(LEASE, [JSON.stringify(leases)], 'lease-webhooks');
    return taken;
  });
}

/** How an attempt ended. */
export interface AttemptRecord {
  readonly deliveryId: string;
  /** Which one it was. */
  readonly attempt: number;
  readonly status: 'delivered' | 'failed' | 'queued';
  /** Of `queued`: how long until the next. */
  readonly retryMs: number | null;
  readonly statusCode: number | null;
  /** Its first words, or why there was none. */
  readonly answer: string;
  readonly tookMs: number;
}

// Not where somebody else has taken it since: their attempt is the newer one.
const RECORD = `
  update webhook_deliveries set status = $2, due_at = now() + coalesce($3::float8, 0) * interval '1 millisecond',
    status_code = $4, answer = $5, took_ms = $6, ended_at = case when $2 <> 'queued' then now() end
  where id = $1 and status = 'queued' and attempts = $7`;

export const recordAttempt = async (database: Queryable, record: AttemptRecord): Promise<void> => {
  const { deliveryId, status, retryMs, statusCode, answer, tookMs, attempt } = record;
  const values = [deliveryId, status, retryMs, statusCode, storable(answer), tookMs, attempt];
  await database.query(RECORD, values);
};

const SWITCH_OFF = `
  update outgoing_webhooks set active = false, off_reason = $2 where id = $1 and active returning id`;

/**
 * The receiver wants nothing any more. What waits stays, for the case that it is switched on again.
 * Returns whether it was on.
 */
export const switchOff = (database: Database, webhookId: string, reason: string): Promise<boolean> =>
  database.transaction(async (transaction) => {
    const [row] = await transaction.query(SWITCH_OFF, [webhookId, reason]);
    if (!row) return false;
    const change = { personId: null, action: 'webhook-switched-off', about: { webhookId, reason } };
    await addDeskChange(transaction, change);
    return true;
  });

const FORGET = `
  delete from webhook_deliveries where id in (
    select id from webhook_deliveries where ended_at < now() - ${KEPT_DAYS} * interval '1 day' limit $1)
  returning id`;

/** Returns how many records were old enough to go. */
export const forgetDeliveries = async (database: Queryable, limit: number): Promise<number> =>
  (await database.query(FORGET, [limit])).length;

/** A line of the delivery log. */
export interface DeliveryLine {
  readonly deliveryId: string;
  readonly event: string;
  readonly conversationId: string | null;
  readonly status: 'queued' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly happenedAt: Date;
  readonly dueAt: Date;
  readonly endedAt: Date | null;
  readonly statusCode: number | null;
  readonly answer: string | null;
  readonly tookMs: number | null;
  /** What is or was sent; null before the first attempt. */
  readonly payload: string | null;
}

const LIST = `
  select id as "deliveryId", event, conversation_id as "conversationId", status, attempts, happened_at as "happenedAt",
    due_at as "dueAt", ended_at as "endedAt", status_code as "statusCode", answer, took_ms as "tookMs", payload
  from webhook_deliveries
  where webhook_id = $1 and ($2::uuid is null or (happened_at, id) < (
    select happened_at, id from webhook_deliveries where id = $2))
  order by happened_at desc, id desc limit $3`;

/** Newest first. @param after the last id of the page before */
export const listDeliveries = (
  database: Queryable,
  { webhookId, after, limit }: { webhookId: string; after: string | undefined; limit: number },
): Promise<DeliveryLine[]> => database.query<DeliveryLine & Row>(LIST, [webhookId, after ?? null, limit]);

const AGAIN = `
  update webhook_deliveries set status = 'queued', due_at = now(), queued_at = now(), ended_at = null
  where id = $2 and webhook_id = $1 returning id`;

/** To be told once more, at once and then as long as any. Returns whether there is such a delivery. */
export const queueAgain = async (
  database: Queryable,
  webhookId: string,
  deliveryId: string,
): Promise<boolean> => (await database.query(AGAIN, [webhookId, deliveryId])).length > 0;
