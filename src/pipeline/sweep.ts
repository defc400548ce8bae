/**
 * Sweep: rings again for whatever has waited in the database for longer than it should. With it the
 * streams may lose everything, at any moment. Ringing once too often is harmless, so every process
 * of the dialogue role sweeps.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Row } from '../database.ts';
import { describeError } from '../errors.ts';
import { CALLS_FOR_TURN, EVENT_FORMAT } from '../event.ts';
import type { Log } from '../log.ts';
import { agentOf, type Doorbells, INBOUND, outboundOf, TURNS } from './doorbells.ts';

const INTERVAL_MS = 1_000;
/** Younger than this it is on its way by itself, or waits for the rest of what is being typed. */
const STALE_MS = 2_500;
const LIMIT = 1_000;
/** A stream that has so many entries is not empty for want of rings: it is slow, and more would not help. */
const BUSY_DEPTH = 1_000;

// Not what waits for a newer program: however much that is, it hides nothing.
const FIND_UNHANDLED = `
  select c.id, exists (
    select 1 from events e where e.conversation_id = c.id and e.seq > c.handled_seq
      and e.type = 'message-received' and e.understanding is null) as unread
  from (
    select * from unhandled where since < now() - $1 * interval '1 millisecond' order by since
  ) u
  join conversations c on c.id = u.conversation_id
  cross join lateral (
    select e.type, e.format from events e
    where e.conversation_id = c.id and e.seq > c.handled_seq and e.calls_for_turn
    order by e.seq limit 1) next
  where next.type = any($3::text[]) and next.format <= ${EVENT_FORMAT}
  limit $2`;

// What is to be tried again later is rung for when that time has come; the oldest message decides. Each
// channel has its own limit: one that nobody serves hides no other.
const FIND_QUEUED = `
  select q.id, n.channel as name
  from (select distinct channel from deliveries where status = 'queued') n
  cross join lateral (
    select d.conversation_id as id from deliveries d
    where d.status = 'queued' and d.channel = n.channel
      and coalesce(d.retry_at, d.updated_at + $1 * interval '1 millisecond') < now()
      and not exists (select 1 from deliveries o
        where o.conversation_id = d.conversation_id and o.channel = d.channel and o.status = 'queued' and o.seq < d.seq)
    limit $2) q`;

const FIND_TASKS = `
  select q.id, n.agent as name
  from (select distinct agent from tasks where status = 'open') n
  cross join lateral (
    select t.id from tasks t
    where t.status = 'open' and t.agent = n.agent
      and coalesce(t.leased_until, t.created_at + $1 * interval '1 millisecond') < now()
    limit $2) q`;

interface Named extends Row {
  id: string;
  name: string;
}

/** One round; returns how many rings it made. */
export async function sweepOnce(database: Database, doorbells: Doorbells): Promise<number> {
  const values = [STALE_MS, LIMIT];
  const known = [...CALLS_FOR_TURN];
  const conversations = await database.query<{ id: string; unread: boolean }>(FIND_UNHANDLED, [
    ...values,
    known,
  ]);
  const queued = await database.query<Named>(FIND_QUEUED, values);
  const tasks = await database.query<Named>(FIND_TASKS, values);
  let rings = 0;
  const ring = async (
    name: string,
    rows: readonly { id: string }[],
    how: (ids: string[]) => Promise<void>,
  ) => {
    if (rows.length === 0 || (await doorbells.depth(name)) > BUSY_DEPTH) return;
    await how(rows.map((row) => row.id));
    rings += rows.length;
  };
  await ring(
    INBOUND,
    conversations.filter((row) => row.unread),
    doorbells.ringInbound,
  );
  await ring(
    TURNS,
    conversations.filter((row) => !row.unread),
    doorbells.ringTurns,
  );
  for (const [channel, rows] of Map.groupBy(queued, (row) => row.name)) {
    await ring(outboundOf(channel), rows, (ids) => doorbells.ringOutbound(channel, ids));
  }
  for (const [agent, rows] of Map.groupBy(tasks, (row) => row.name)) {
    await ring(agentOf(agent), rows, (ids) => doorbells.ringAgent(agent, ids));
  }
  return rings;
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
