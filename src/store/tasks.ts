/** Tasks: the row is the truth, the entry in the agent's stream only a doorbell. */

import type { AgentTask } from '../agent.ts';
import type { Database, Queryable, Row } from '../database.ts';
import { EVENT_FORMAT, type EventBody } from '../event.ts';
import type { JsonObject } from '../json.ts';
import { type DeadLetter, keepDeadLetter } from './dead-letters.ts';
import { toStorableJson } from './storable.ts';

/** An unrenewed task is anybody's after so long; renewed three times as often. */
export const TASK_LEASE_MS = 2_500;

interface TaskRow extends Row {
  id: string;
  conversation_id: string;
  contact_id: string;
  locale: string;
  dialog: string;
  input: JsonObject;
}

export interface LeasedTask extends AgentTask {
  readonly dialog: string;
}

// Nobody could renew while the database was down, so leases count from its start again.
const LEASE = `
  update tasks t set leased_until = now() + $2 * interval '1 millisecond', leased_by = $3
  from conversations c
  where t.id = $1 and t.status = 'open' and c.id = t.conversation_id
    and (t.leased_until is null
      or (t.leased_until < now() and pg_postmaster_start_time() < now() - $2 * interval '1 millisecond'))
  returning t.id, t.conversation_id, t.dialog, t.input, c.contact_id, c.locale`;

/** Undefined when the task is done, superseded, or somebody's already. */
export async function leaseTask(
  database: Queryable,
  taskId: string,
  owner: string,
): Promise<LeasedTask | undefined> {
  const [row] = await database.query<TaskRow>(LEASE, [taskId, TASK_LEASE_MS, owner], 'lease-task');
  if (!row) return undefined;
  return {
    taskId: row.id,
    conversationId: row.conversation_id,
    contactId: row.contact_id,
    locale: row.locale,
    dialog: row.dialog,
    input: row.input,
  };
}

/** Returns those that are still open and the owner's; the others are not to be gone on with. */
export async function renewTasks(
  database: Queryable,
  taskIds: readonly string[],
  owner: string,
): Promise<ReadonlySet<string>> {
  const rows = await database.query<{ id: string }>(
    `update tasks set leased_until = now() + $2 * interval '1 millisecond'
     where id = any($1::uuid[]) and status = 'open' and leased_by = $3 returning id`,
    [taskIds, TASK_LEASE_MS, owner],
    'renew-tasks',
  );
  return new Set(rows.map((row) => row.id));
}

/** Gives the lease back, so that the task can be tried again before it runs out. */
export async function releaseTask(database: Queryable, taskId: string, owner: string): Promise<void> {
  const release = 'update tasks set leased_until = null where id = $1 and leased_by = $2';
  await database.query(release, [taskId, owner], 'release-task');
}

type TaskEnd = Extract<EventBody, { type: 'task-answered' | 'task-failed' }>;

const APPEND = `
  with moved as (
    update conversations set last_seq = last_seq + 1, last_turn_seq = last_seq + 1, updated_at = now()
    where id = $1 returning last_seq
  ), noted as (
    insert into unhandled (conversation_id) values ($1) on conflict do nothing
  )
  insert into events (conversation_id, seq, type, format, body, calls_for_turn)
  select $1, last_seq, $2, ${EVENT_FORMAT}, $3::jsonb, true from moved`;

const LOCK = 'select 1 from conversations where id = $1 for no key update';
const END = `
  update tasks set status = $2, updated_at = now()
  where id = $1 and status = 'open' and ($3::text is null or leased_by = $3) returning conversation_id`;

export interface EndOptions {
  /** Only while the lease is theirs. */
  readonly owner?: string;
  /** Kept with the end. */
  readonly letter?: DeadLetter;
}

/**
 * Writes the end of a task into the log, once: a task that was superseded, or that another process
 * ended first, changes nothing. Returns the conversation in whose log it was written: another than the
 * one it began in, where the citizen goes on in that one since.
 */
export function endTask(
  database: Database,
  conversationId: string,
  end: TaskEnd,
  { owner, letter }: EndOptions = {},
): Promise<string | undefined> {
  return database.transaction(async (transaction) => {
    const status = end.type === 'task-answered' ? 'answered' : 'failed';
    // The conversation first, as everywhere: turns lock it before they touch its tasks.
    const [, [ended]] = await Promise.all([
      transaction.query(LOCK, [conversationId], 'lock-conversation'),
      transaction.query<{ conversation_id: string }>(END, [end.taskId, status, owner ?? null], 'end-task'),
    ]);
    if (!ended) return undefined;
    transaction.write(APPEND, [ended.conversation_id, end.type, toStorableJson(end)], 'append-task-end');
    if (letter) transaction.write(...keepDeadLetter(letter));
    return ended.conversation_id;
  });
}
