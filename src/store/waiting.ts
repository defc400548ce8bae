/** What waits for people, in the order in which it is given to them. */

import type { Queryable, Row } from '../database.ts';
import type { WaitingTicket } from '../desk/assign.ts';
import { ORDINARY_RANK, PRIORITY_GROUNDS, type PriorityReason, rankPriority } from '../urgency.ts';

const REASONS: readonly PriorityReason[] = ['risk-to-life', 'threat', 'despair', ...PRIORITY_GROUNDS];

const ranked = [...Map.groupBy(REASONS, (reason) => rankPriority([reason]))]
  .toSorted(([one], [other]) => one - other)
  .map(([rank, reasons]) => `when t.reasons && '{${reasons.join(',')}}'::text[] then ${rank}`);

/** `rankPriority` of the reasons of a ticket `t`: all lists and counts are in this order, then `since`, then `id`. */
export const RANK_SQL = `(case ${ranked.join(' ')} else ${ORDINARY_RANK} end)`;

// Of one queue and channel all are alike to people: more than there is room for need not be read.
const READ = `
  select * from (
    select t.id, t.conversation_id, t.queue, c.channel, ${RANK_SQL} as rank, t.since, t.left_by,
      coalesce(t.left_until > now(), false) as is_left_just_now,
      row_number() over (partition by t.queue, c.channel order by ${RANK_SQL}, t.since, t.id) as place
    from tickets t join conversations c on c.id = t.conversation_id
    where t.ended_at is null and t.person_id is null and t.queue = any($1::text[])
  ) w where place <= $2
  order by rank, since, id`;

interface WaitingRow extends Row {
  id: string;
  conversation_id: string;
  queue: string;
  channel: string;
  rank: number;
  since: Date;
  left_by: string | null;
  is_left_just_now: boolean;
}

/** @param limit of each queue and channel */
export async function readWaiting(
  database: Queryable,
  queues: readonly string[],
  limit: number,
): Promise<readonly WaitingTicket[]> {
  const rows = await database.query<WaitingRow>(READ, [queues, limit], 'read-waiting');
  return rows.map((row) => ({
    ticketId: row.id,
    conversationId: row.conversation_id,
    queue: row.queue,
    channel: row.channel,
    rank: row.rank,
    since: row.since,
    leftBy: row.left_by,
    isLeftJustNow: row.is_left_just_now,
  }));
}

const IS_ANYONE =
  'select exists (select 1 from tickets where ended_at is null and person_id is null) as found';

/** Whether there is anything to give to anybody. */
export async function isAnyoneWaiting(database: Queryable): Promise<boolean> {
  const [row] = await database.query<{ found: boolean }>(IS_ANYONE, [], 'is-anyone-waiting');
  return row?.found ?? false;
}

const COUNT = `
  select queue, count(*)::int as waiting, min(since) as oldest from tickets
  where ended_at is null and person_id is null group by queue`;

export interface Waiting {
  readonly waiting: number;
  /** Since when the first of them has waited. */
  readonly oldest: Date;
}

/** By queue; those in which nobody waits are left out. */
export async function countWaiting(database: Queryable): Promise<ReadonlyMap<string, Waiting>> {
  const rows = await database.query<{ queue: string; waiting: number; oldest: Date }>(COUNT);
  return new Map(rows.map(({ queue, waiting, oldest }) => [queue, { waiting, oldest }]));
}
