/** Presences: who is there, and who wants to be given conversations. */

import type { Queryable, Row } from '../database.ts';
import type { FreePerson } from '../desk/assign.ts';
import type { Availability, Presence } from '../person.ts';

/** Seen within this, somebody is there. Gateways tell every 5 s of the windows that they hold. */
export const ONLINE_MS = 20_000;
/** Not seen for so long, somebody is gone, and those who wait for their words go back to the queue. */
export const GONE_MS = 45_000;

// In the order of ids: two gateways hold windows of the same people.
const NOTE_SEEN = `
  with mine as (select id from people where id = any($1::uuid[]) order by id for no key update)
  update people p set seen_at = now() from mine where p.id = mine.id`;

/** A window of theirs is open at this moment. */
export async function noteSeen(database: Queryable, personIds: readonly string[]): Promise<void> {
  if (personIds.length > 0) await database.query(NOTE_SEEN, [personIds], 'note-seen');
}

/** Whoever says how available they are is there. */
export async function setAvailability(
  database: Queryable,
  personId: string,
  availability: Availability,
): Promise<void> {
  await database.query('update people set availability = $2, seen_at = now() where id = $1', [
    personId,
    availability,
  ]);
}

/** Whether a person `p` has a window open. */
export const IS_ONLINE_SQL = `coalesce(p.seen_at > now() - ${ONLINE_MS} * interval '1 millisecond', false)`;

const READ = `
  select p.id, p.name, p.availability, p.queues, ${IS_ONLINE_SQL} as is_online,
    (select count(*)::int from tickets t where t.person_id = p.id and t.ended_at is null) as active
  from people p where p.active order by p.name, p.id`;

interface PresenceRow extends Row {
  id: string;
  name: string;
  availability: Availability;
  queues: string[];
  is_online: boolean;
  active: number;
}

/** Of everybody who may sign in. */
export async function readPresences(database: Queryable): Promise<readonly Presence[]> {
  const rows = await database.query<PresenceRow>(READ, [], 'read-presences');
  return rows.map(({ id, name, availability, queues, is_online: isOnline, active }) => ({
    personId: id,
    name,
    availability,
    isOnline,
    queues,
    active,
  }));
}

const FREE = `
  select p.id, p.name, p.queues, p.skills, p.capacity, p.assigned_at, coalesce(a.active, '{}') as active
  from people p
  left join lateral (
    select jsonb_object_agg(channel, count) as active from (
      select c.channel, count(*)::int as count from tickets t join conversations c on c.id = t.conversation_id
      where t.person_id = p.id and t.ended_at is null group by c.channel) by_channel
  ) a on true
  where p.active and p.availability = 'available' and ${IS_ONLINE_SQL} and 'attendant' = any(p.roles)`;

interface FreeRow extends Row {
  id: string;
  name: string;
  queues: string[];
  skills: string[];
  capacity: Record<string, number>;
  assigned_at: Date | null;
  active: Record<string, number>;
}

export interface NamedPerson extends FreePerson {
  readonly name: string;
}

const toPerson = (row: FreeRow): NamedPerson => ({
  personId: row.id,
  name: row.name,
  queues: row.queues,
  skills: row.skills,
  capacity: row.capacity,
  active: row.active,
  assignedAt: row.assigned_at,
});

/** Those who are there, are available, and may answer citizens. */
export const readFreePeople = async (database: Queryable): Promise<readonly NamedPerson[]> =>
  (await database.query<FreeRow>(FREE, [], 'read-free')).map(toPerson);

const LOCK = 'select id from people where id = any($1::uuid[]) order by id for no key update';

/** Of these, those who still are; nobody changes them until the transaction ends. */
export async function lockFreePeople(
  transaction: Queryable,
  personIds: readonly string[],
): Promise<readonly NamedPerson[]> {
  await transaction.query(LOCK, [personIds]);
  // In a statement of its own, so that it sees what the previous holder committed.
  const rows = await transaction.query<FreeRow>(`${FREE} and p.id = any($1::uuid[])`, [personIds]);
  return rows.map(toPerson);
}
