/** Places: who waits where, what they were told of it, and how fast it goes. */
import type { Queryable, Row } from '../database.ts';
import { LOOK_BACK_MS, type QueueFigures } from '../desk/estimate.ts';
import type { Told } from '../desk/telling.ts';
import type { Queues } from '../queues.ts';
import { IS_ONLINE_SQL } from './presences.ts';
import { RANK_SQL } from './waiting.ts';

const MILLISECONDS = `interval '1 millisecond'`;

/** A ticket that waits, or whose person the citizen was not told of. */
export interface TicketPlace extends Told {
  readonly conversationId: string;
  readonly contactId: string;
  readonly queue: string;
  /** From 1; null where somebody has it. */
  readonly position: number | null;
}

interface PlaceRow extends Row {
  conversation_id: string;
  contact_id: string;
  queue: string;
  position: number | null;
  person_id: string | null;
  told_person_id: string | null;
  told_position: number | null;
  told_ago_ms: number | null;
  queued_ago_ms: number;
}

const AGES = `
  (extract(epoch from now() - t.told_at) * 1000)::float8 as told_ago_ms,
  (extract(epoch from now() - t.queued_at) * 1000)::float8 as queued_ago_ms`;

const READ_WAITING = `
  select t.conversation_id, c.contact_id, t.queue, t.person_id, t.told_person_id, t.told_position, ${AGES},
    row_number() over (partition by t.queue order by ${RANK_SQL}, t.since, t.id)::int as position
  from tickets t join conversations c on c.id = t.conversation_id
  where t.ended_at is null and t.person_id is null`;

const READ_UNTOLD = `
  select t.conversation_id, c.contact_id, t.queue, t.person_id, t.told_person_id, t.told_position, ${AGES},
    null::int as position
  from tickets t join conversations c on c.id = t.conversation_id
  where t.ended_at is null and t.person_id is not null and t.told_person_id is distinct from t.person_id`;

type ToldRow = Pick<
  PlaceRow,
  'person_id' | 'told_person_id' | 'told_position' | 'told_ago_ms' | 'queued_ago_ms'
>;

const toTold = (row: ToldRow): Told => ({
  personId: row.person_id,
  toldPersonId: row.told_person_id,
  toldPosition: row.told_position,
  toldAgoMs: row.told_ago_ms,
  queuedAgoMs: row.queued_ago_ms,
});

/** Of all queues, in no order. */
export async function readPlaces(database: Queryable): Promise<readonly TicketPlace[]> {
  const waiting = await database.query<PlaceRow>(READ_WAITING, [], 'read-places');
  const untold = await database.query<PlaceRow>(READ_UNTOLD, [], 'read-untold');
  return [...waiting, ...untold].map((row) => ({
    conversationId: row.conversation_id,
    contactId: row.contact_id,
    queue: row.queue,
    position: row.position,
    ...toTold(row),
  }));
}

const READ_FIGURES = `
  select t.queue, count(*) filter (where t.ended_at is not null)::int as ended,
    count(*) filter (where t.ended_at is null)::int as in_hand,
    sum(extract(epoch from coalesce(t.ended_at, now()) - greatest(t.assigned_at, now() - $1 * ${MILLISECONDS})) * 1000)::float8
      as in_hand_ms
  from tickets t
  where t.person_id is not null and (t.ended_at is null or t.ended_at > now() - $1 * ${MILLISECONDS})
  group by t.queue`;

const READ_ATTENDED = `
  select distinct q.name from jsonb_to_recordset($1::jsonb) as q(name text, skills text[])
  join people p on q.name = any(p.queues) and p.skills @> q.skills
  where p.active and p.availability <> 'away' and ${IS_ONLINE_SQL} and 'attendant' = any(p.roles)`;

/** What is known of the queues of late. */
export interface QueueSpeeds {
  readonly figures: ReadonlyMap<string, QueueFigures>;
  /** Queues for which somebody is there. */
  readonly attended: ReadonlySet<string>;
}

export async function readSpeeds(database: Queryable, queues: Queues): Promise<QueueSpeeds> {
  const rows = await database.query<{ queue: string; ended: number; in_hand: number; in_hand_ms: number }>(
    READ_FIGURES,
    [LOOK_BACK_MS],
    'read-speeds',
  );
  const wanted = JSON.stringify([...queues.values()].map(({ name, skills }) => ({ name, skills })));
  const attended = await database.query<{ name: string }>(READ_ATTENDED, [wanted], 'read-attended');
  return {
    figures: new Map(
      rows.map((row) => [
        row.queue,
        { ended: row.ended, inHandMs: row.in_hand_ms ?? 0, inHand: row.in_hand },
      ]),
    ),
    attended: new Set(attended.map(({ name }) => name)),
  };
}

/** A ticket under its lock, with what is needed to tell of it. */
export interface LockedPlace extends Told {
  readonly ticketId: string;
  readonly conversationId: string;
  /** Display names of who has it, and of who the citizen was told has it. */
  readonly personName: string | null;
  readonly toldName: string | null;
  /** Who has it has said something to the citizen since. */
  readonly hasSpoken: boolean;
  /** Why it was last given back. */
  readonly returnReason: string | null;
}

interface LockedRow extends Row, ToldRow {
  conversation_id: string;
  id: string;
  person_name: string | null;
  told_name: string | null;
  has_spoken: boolean;
  return_reason: string | null;
}

const LOCK = `
  select t.id, t.conversation_id, t.person_id, t.told_person_id, t.told_position, ${AGES},
    p.name as person_name, o.name as told_name,
    exists (select 1 from events e where e.conversation_id = t.conversation_id and e.type = 'reply-added'
      and e.created_at >= t.assigned_at and e.body->'by'->>'personId' = t.person_id::text) as has_spoken,
    (select e.body->>'reason' from events e where e.conversation_id = t.conversation_id
      and e.type = 'ticket-returned' order by e.seq desc limit 1) as return_reason
  from tickets t left join people p on p.id = t.person_id left join people o on o.id = t.told_person_id
  where t.conversation_id = any($1::uuid[]) and t.ended_at is null
  order by t.conversation_id
  for no key update of t`;

/** The open tickets of conversations that are locked already. */
export async function lockPlaces(
  transaction: Queryable,
  conversationIds: readonly string[],
): Promise<readonly LockedPlace[]> {
  const rows = await transaction.query<LockedRow>(LOCK, [conversationIds], 'lock-places');
  return rows.map((row) => ({
    ticketId: row.id,
    conversationId: row.conversation_id,
    personName: row.person_name,
    toldName: row.told_name,
    hasSpoken: row.has_spoken,
    returnReason: row.return_reason,
    ...toTold(row),
  }));
}

/** That the citizen knows who has it; what they were told of the wait stays, to be compared with how long it was. */
export const NOTE_PERSON = 'update tickets set told_person_id = person_id where id = any($1::uuid[])';

/** That they were told where they stand. */
export const NOTE_PLACES = `
  update tickets t set told_person_id = null, told_position = p.position, told_at = now(),
    estimate_low_ms = p."lowMs", estimate_high_ms = p."highMs"
  from jsonb_to_recordset($1::jsonb) as p("ticketId" uuid, position int, "lowMs" bigint, "highMs" bigint)
  where t.id = p."ticketId"`;
