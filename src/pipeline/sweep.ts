/**
 * Sweep: rings again for whatever has waited in the database for longer than it should. With it the
 * streams may lose everything, at any moment. Ringing once too often is harmless, so every process
 * of the dialogue role sweeps.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Row } from '../database.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Doorbells } from './doorbells.ts';

const INTERVAL_MS = 2_000;
/** Younger than this it is on its way by itself. */
const STALE_MS = 3_000;
const LIMIT = 1_000;

const FIND_UNHANDLED = `
  select c.id, exists (
    select 1 from events e where e.conversation_id = c.id and e.seq > c.handled_seq
      and e.type = 'message-received' and e.understanding is null) as unread
  from unhandled u join conversations c on c.id = u.conversation_id
  where u.since < now() - $1 * interval '1 millisecond' limit $2`;

const FIND_QUEUED = `
  select distinct conversation_id as id, channel as name from deliveries
  where status = 'queued' and updated_at < now() - $1 * interval '1 millisecond' limit $2`;

const FIND_TASKS = `
  select id, agent as name from tasks
  where status = 'open' and coalesce(leased_until, created_at + $1 * interval '1 millisecond') < now() limit $2`;

interface Named extends Row {
  id: string;
  name: string;
}

/** One round; returns how many rings it made. */
export async function sweepOnce(database: Database, doorbells: Doorbells): Promise<number> {
  const values = [STALE_MS, LIMIT];
  const conversations = await database.query<{ id: string; unread: boolean }>(FIND_UNHANDLED, values);
  const queued = await database.query<Named>(FIND_QUEUED, values);
  const tasks = await database.query<Named>(FIND_TASKS, values);
  const idsOf = (rows: readonly { id: string }[] | undefined) => (rows ?? []).map((row) => row.id);
  const [unread, read] = [true, false].map((wanted) => conversations.filter((row) => row.unread === wanted));
  await doorbells.ringInbound(idsOf(unread));
  await doorbells.ringTurns(idsOf(read));
  for (const [channel, rows] of Map.groupBy(queued, (row) => row.name)) {
    await doorbells.ringOutbound(channel, idsOf(rows));
  }
  for (const [agent, rows] of Map.groupBy(tasks, (row) => row.name))
    await doorbells.ringAgent(agent, idsOf(rows));
  return conversations.length + queued.length + tasks.length;
}

export function startSweep(database: Database, doorbells: Doorbells, log: Log): AsyncDisposable {
  const stop = new AbortController();
  const sweeping = (async () => {
    while (!stop.signal.aborted) {
      await pause(INTERVAL_MS, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
      if (stop.signal.aborted) return;
      try {
        const rings = await sweepOnce(database, doorbells);
        if (rings > 0) log.info({ rings }, 'the sweep rang again');
      } catch (error) {
        log.warn({ error: describeError(error) }, 'the sweep failed');
      }
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await sweeping;
    },
  };
}
