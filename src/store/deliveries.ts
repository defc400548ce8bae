/** Deliveries: what is to be sent, and what became of it. */
import type { OutboundActivity } from '../activity.ts';
import type { DeliveryStatus, Outbound } from '../channel.ts';
import type { Queryable, Row, Statement } from '../database.ts';
import { shownName } from '../person.ts';
import { type DeadLetter, keepDeadLetter } from './dead-letters.ts';
import { storable, toStorableJson } from './storable.ts';

/** A message that waits to be sent. */
export interface QueuedDelivery {
  readonly outbound: Outbound;
  /** The conversation's language: BCP 47 tag. */
  readonly locale: string;
  /** How often it was tried. */
  readonly attempts: number;
  readonly ageMs: number;
  /** 0 when it may be tried now. */
  readonly waitMs: number;
  /** People have the conversation, and see what becomes of it. */
  readonly isAtDesk: boolean;
}

interface QueuedRow extends Row {
  conversation_id: string;
  protocol_number: string;
  contact_id: string;
  locale: string;
  seq: number;
  address: string;
  activity: OutboundActivity;
  by: string | null;
  attempts: number;
  age_ms: number;
  wait_ms: number;
  at_desk: boolean;
}

const FIND_QUEUED = `
  select d.conversation_id, c.protocol_number, c.contact_id, c.locale, d.seq, d.address, e.body->'activity' as activity,
    e.body->'by'->>'name' as by,
    d.attempts, (extract(epoch from now() - d.created_at) * 1000)::float8 as age_ms,
    greatest(0, extract(epoch from d.retry_at - now()) * 1000)::float8 as wait_ms, c.status = 'waiting' as at_desk
  from deliveries d
  join events e on e.conversation_id = d.conversation_id and e.seq = d.seq
  join conversations c on c.id = d.conversation_id
  where d.conversation_id = any($1::uuid[]) and d.channel = $2 and d.status = 'queued'
  order by d.conversation_id, d.seq`;

const toDelivery = (row: QueuedRow): QueuedDelivery => ({
  attempts: row.attempts,
  ageMs: row.age_ms,
  waitMs: row.wait_ms ?? 0,
  isAtDesk: row.at_desk,
  locale: row.locale,
  outbound: {
    conversationId: row.conversation_id,
    protocolNumber: row.protocol_number,
    contactId: row.contact_id,
    seq: row.seq,
    address: row.address,
    activity: row.activity,
    ...(row.by === null ? {} : { by: shownName(row.by) }),
    idempotencyKey: `${row.conversation_id}:${row.seq}`,
  },
});

/** Finds what waits to be sent, in order per conversation; `toQueued` reads its rows. */
export const findQueued = (ids: readonly string[], channel: string): Statement => [
  FIND_QUEUED,
  [ids, channel],
  'find-queued',
];

export const toQueued = (rows: readonly Row[]): readonly QueuedDelivery[] =>
  (rows as readonly QueuedRow[]).map(toDelivery);

/** The outcome of one attempt to send. */
export interface DeliveryRecord {
  readonly conversationId: string;
  readonly seq: number;
  /** `queued`: to be tried again, after `retryMs`. */
  readonly status: 'queued' | 'sent' | 'delivered' | 'failed';
  readonly retryMs: number | null;
  readonly externalId: string | null;
  readonly error: string | null;
  /** Of one that failed for good. */
  readonly letter: DeadLetter | null;
}

// The ladder only goes up: a late "sent" does not undo a "read". What was read has not failed.
const rung = (expression: string): string =>
  `array_position(array['queued', 'sent', 'failed', 'delivered', 'read'], ${expression})`;

const RECORD = `
  update deliveries d set
    status = case when ${rung('r.status')} > ${rung('d.status')} then r.status else d.status end,
    attempts = d.attempts + 1,
    retry_at = now() + r."retryMs" * interval '1 millisecond',
    external_id = coalesce(r."externalId", d.external_id),
    error = r.error,
    updated_at = now()
  from jsonb_to_recordset($1::jsonb)
    as r("conversationId" uuid, seq bigint, status text, "retryMs" float8, "externalId" text, error text)
  where d.conversation_id = r."conversationId" and d.seq = r.seq`;

/** Writes the outcome of attempts to send, and what failed for good among the dead letters. */
export const recordAttempts = (records: readonly DeliveryRecord[]): readonly Statement[] =>
  records.length === 0
    ? []
    : [
        [
          RECORD,
          [toStorableJson(records.map(({ letter: _letter, ...record }) => record))],
          'record-attempts',
        ],
        ...records.flatMap(({ letter }) => (letter ? [keepDeadLetter(letter)] : [])),
      ];

/** Whose delivery got further. */
export interface Raised {
  readonly conversationId: string;
  /** People have the conversation, and see what becomes of it. */
  readonly isAtDesk: boolean;
}

const RAISED = `
  d.conversation_id as "conversationId",
  (select c.status = 'waiting' from conversations c where c.id = d.conversation_id) as "isAtDesk"`;

const RECORD_UP_TO = `
  update deliveries d set status = $3, updated_at = now()
  where conversation_id = $1 and seq <= $2 and channel = $4 and ${rung('status')} < ${rung('$3::text')}
  returning ${RAISED}`;

/** Raises every message of the channel up to `seq` to that rung; undefined where they stood there before. */
export async function recordUpTo(
  database: Queryable,
  conversationId: string,
  seq: number,
  status: 'delivered' | 'read',
  channel: string,
): Promise<Raised | undefined> {
  const values = [conversationId, seq, status, channel];
  const [raised] = await database.query<Raised & Row>(RECORD_UP_TO, values, 'record-up-to');
  return raised;
}

export interface StatusReport {
  readonly channel: string;
  /** The provider's id of the message, or our idempotency key. */
  readonly id: string;
  readonly status: Exclude<DeliveryStatus, 'queued'>;
  readonly error: string | null;
}

const IDEMPOTENCY_KEY = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,15})$/;

const RAISE = `
  update deliveries d set
    status = case when ${rung('$3::text')} > ${rung('d.status')} then $3::text else d.status end,
    error = coalesce($4, d.error), updated_at = now()
  where d.channel = $1 and`;
const RAISE_BY_KEY = `${RAISE} d.conversation_id = $2::uuid and d.seq = $5 returning ${RAISED}`;
const RAISE_BY_EXTERNAL_ID = `${RAISE} d.external_id = $2 returning ${RAISED}`;

/** Writes what the provider tells of a message; undefined where there is none such. */
export async function recordStatus(database: Queryable, report: StatusReport): Promise<Raised | undefined> {
  const { channel, status } = report;
  const id = storable(report.id);
  const error = report.error && storable(report.error);
  const [, conversationId, seq] = IDEMPOTENCY_KEY.exec(id) ?? [];
  if (conversationId !== undefined) {
    const values = [channel, conversationId, status, error, Number(seq)];
    const [raised] = await database.query<Raised & Row>(RAISE_BY_KEY, values, 'raise-by-key');
    if (raised) return raised;
  }
  const values = [channel, id, status, error];
  const [raised] = await database.query<Raised & Row>(RAISE_BY_EXTERNAL_ID, values, 'raise-by-external-id');
  return raised;
}
