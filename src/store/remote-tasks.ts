/**
 * Tasks of agents that are programs of their own: taken from the table, whichever is next, and held by a
 * lease that names the taker. `updated_at` of an open task is when it was opened: its time counts from there.
 */
import type { Queryable, Row } from '../database.ts';
import type { JsonObject } from '../json.ts';
import type { LeasedTask } from './tasks.ts';

/** A task that its program no longer renews is another's after so long. */
export const REMOTE_LEASE_MS = 30_000;

/**
 * Until the program has called about it for the first time. One that was killed while the task was on its
 * way has not, and the socket does not always tell in time that nobody reads any more.
 */
export const REMOTE_FIRST_LEASE_MS = 5_000;

/** What a program shows with each call. */
export interface Held {
  readonly agent: string;
  readonly taskId: string;
  /** Made anew each time the task is taken. */
  readonly lease: string;
}

export interface RemoteTask extends LeasedTask {
  /** This one counts. */
  readonly attempts: number;
  /** Since it was taken. */
  readonly tookMs: number;
  /** Until the task fails for want of an answer. */
  readonly leftMs: number;
}

interface TaskRow extends Row {
  id: string;
  conversation_id: string;
  contact_id: string;
  locale: string;
  dialog: string;
  input: JsonObject;
  attempts: number;
  took_ms: number;
  opened_ms: number;
}

const FIELDS = `
  t.id, t.conversation_id, c.contact_id, c.locale, t.dialog, t.input, t.attempts,
  (extract(epoch from now() - coalesce(t.leased_at, t.updated_at)) * 1000)::int as took_ms,
  (extract(epoch from now() - t.updated_at) * 1000)::int as opened_ms`;

const toTask = (row: TaskRow, timeoutMs: number): RemoteTask => ({
  taskId: row.id,
  conversationId: row.conversation_id,
  contactId: row.contact_id,
  locale: row.locale,
  dialog: row.dialog,
  input: row.input,
  attempts: row.attempts,
  tookMs: row.took_ms,
  leftMs: Math.max(0, timeoutMs - row.opened_ms),
});

export interface TakeOptions {
  readonly leaseMs: number;
  /** Until the taker's first call about it. */
  readonly firstLeaseMs: number;
  readonly timeoutMs: number;
  /** How often a task is taken, at most. */
  readonly attempts: number;
}

// Nobody could renew while the database was down, so leases count from its start again: one that nobody has
// called about by its first, shorter time. A task that waits to be tried again is nobody's, and waits no
// longer for that.
const IS_FREE = (leaseMs: string) => `
  (leased_until is null or (leased_until < now()
    and (leased_by is null or pg_postmaster_start_time()
      < now() - least(${leaseMs} * interval '1 millisecond', leased_until - leased_at))))`;

const TAKE = `
  with next as materialized (
    select id from tasks
    where agent = $1 and status = 'open' and attempts < $4
      and updated_at > now() - $5 * interval '1 millisecond' and ${IS_FREE('$2')}
    order by created_at limit 1 for update skip locked
  )
  update tasks t set leased_until = now() + $6 * interval '1 millisecond', leased_by = $3,
    leased_at = now(), attempts = attempts + 1
  from next, conversations c where t.id = next.id and c.id = t.conversation_id
  returning ${FIELDS}`;

/** The task that has waited longest; undefined where there is none. */
export async function takeRemoteTask(
  database: Queryable,
  agent: string,
  lease: string,
  { leaseMs, firstLeaseMs, timeoutMs, attempts }: TakeOptions,
): Promise<RemoteTask | undefined> {
  const values = [agent, leaseMs, lease, attempts, timeoutMs, firstLeaseMs];
  const [row] = await database.query<TaskRow>(TAKE, values, 'take-remote-task');
  return row && toTask(row, timeoutMs);
}

const HOLD = `
  update tasks t set leased_until = now() + $4 * interval '1 millisecond'
  from conversations c
  where t.id = $1 and t.agent = $2 and t.leased_by = $3 and t.status = 'open' and c.id = t.conversation_id
  returning ${FIELDS}`;

/** Holds the task for `leaseMs` from now; undefined where it is no longer theirs. One that ran out and that nobody took is. */
export async function holdRemoteTask(
  database: Queryable,
  { taskId, agent, lease }: Held,
  { leaseMs, timeoutMs }: TakeOptions,
): Promise<RemoteTask | undefined> {
  const [row] = await database.query<TaskRow>(HOLD, [taskId, agent, lease, leaseMs], 'hold-remote-task');
  return row && toTask(row, timeoutMs);
}

const FIND_END = 'select status from tasks where id = $1 and agent = $2 and leased_by = $3';

/** How the task stands that was last taken with this lease; undefined where another has taken it since. */
export async function findRemoteEnd(
  database: Queryable,
  { taskId, agent, lease }: Held,
): Promise<string | undefined> {
  const [row] = await database.query<{ status: string }>(FIND_END, [taskId, agent, lease]);
  return row?.status;
}

const HAND_BACK = `
  update tasks set leased_by = null, leased_until = now() + $4 * interval '1 millisecond',
    attempts = attempts - $5
  where id = $1 and agent = $2 and leased_by = $3 and status = 'open'`;

/**
 * Anybody's again, after `delayMs`.
 * @param unseen nobody has worked on it: it does not count as an attempt
 */
export async function handBackRemoteTask(
  database: Queryable,
  { taskId, agent, lease }: Held,
  { delayMs, unseen }: { readonly delayMs: number; readonly unseen: boolean },
): Promise<void> {
  await database.query(HAND_BACK, [taskId, agent, lease, delayMs, unseen ? 1 : 0], 'hand-back-remote-task');
}

// Those that were taken for the last time and let go: nobody will take them again.
const FIND_OVERDUE = `
  select ${FIELDS} from tasks t join conversations c on c.id = t.conversation_id
  where t.agent = $1 and t.status = 'open'
    and (t.updated_at <= now() - $2 * interval '1 millisecond' or (t.attempts >= $3 and ${IS_FREE('$4')}))
  order by t.created_at limit $5`;

/** Tasks that nobody will answer any more: out of time, or let go too often. */
export async function findOverdueTasks(
  database: Queryable,
  agent: string,
  { leaseMs, timeoutMs, attempts }: TakeOptions,
  limit: number,
): Promise<readonly RemoteTask[]> {
  const values = [agent, timeoutMs, attempts, leaseMs, limit];
  const rows = await database.query<TaskRow>(FIND_OVERDUE, values, 'find-overdue-tasks');
  return rows.map((row) => toTask(row, timeoutMs));
}
