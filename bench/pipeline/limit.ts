/**
 * The raw limit: the same rows, one commit a batch, and the same three hops, with nothing decided.
 * What the pipeline costs beyond it is ours.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/database.ts';
import type { Stream } from '../../src/stream.ts';

const BATCH = 100;
const LANES = 2;
const GROUP = 'limit';
const HOPS = ['limit:inbound', 'limit:turns', 'limit:outbound'];

const ADD = `
  with rows as (select * from jsonb_to_recordset($1::jsonb) as r(id uuid, seq bigint, external_id text, body jsonb)),
  added as (
    insert into events (conversation_id, seq, type, body, channel, external_id)
    select id, seq, 'message-received', body, 'limit', external_id from rows
    union all select id, seq + 1, 'reply-added', body, null, null from rows
  )
  update conversations c set last_seq = r.seq + 1, last_turn_seq = r.seq, handled_seq = r.seq, updated_at = now()
  from rows r where c.id = r.id`;

const DELIVER = `
  insert into deliveries (conversation_id, seq, channel, address, status)
  select id, seq + 1, 'limit', 'a', 'sent' from jsonb_to_recordset($1::jsonb) as r(id uuid, seq bigint)`;

async function addConversations(database: Database, ids: readonly string[], lane: number): Promise<void> {
  await database.query(`insert into contacts (id, locale) select unnest($1::uuid[]), 'pt-BR'`, [ids]);
  await database.query(
    `insert into conversations (id, contact_id, protocol_number, channel, address, locale)
     select id, id, $2 || id, 'limit', 'a', 'pt-BR' from unnest($1::uuid[]) as id`,
    [ids, `limit-${lane}-`],
  );
}

async function hop(stream: Stream, name: string, ids: readonly string[]): Promise<void> {
  await stream.append(
    name,
    ids.map((conversationId) => ({ conversationId })),
  );
  const wanted = { group: GROUP, consumer: GROUP, count: BATCH, blockMs: 100 };
  const entries = await stream.read(name, wanted);
  await stream.acknowledge(
    name,
    GROUP,
    entries.map((entry) => entry.id),
  );
}

async function runLane(database: Database, stream: Stream, lane: number, endAt: number): Promise<number> {
  const ids = Array.from({ length: BATCH }, () => randomUUID());
  await addConversations(database, ids, lane);
  const body = {
    type: 'message-received',
    activity: { type: 'message', text: 'bom dia' },
    channel: 'limit',
    address: 'a',
  };
  let done = 0;
  for (let seq = 1; performance.now() < endAt; seq += 2) {
    const rows = JSON.stringify(ids.map((id) => ({ id, seq, external_id: `${id}:${seq}`, body })));
    for (const name of HOPS) await hop(stream, `${name}:${lane}`, ids);
    await database.transaction(async (transaction) => {
      await transaction.query(ADD, [rows], 'limit-add');
      await transaction.query(DELIVER, [rows], 'limit-deliver');
    });
    done += BATCH;
  }
  return done;
}

/** Turns per second, at most. */
export async function measureLimit(database: Database, stream: Stream, seconds: number): Promise<number> {
  const endAt = performance.now() + seconds * 1_000;
  const lanes = Array.from({ length: LANES }, (_, lane) => runLane(database, stream, lane, endAt));
  const done = await Promise.all(lanes);
  return Math.round(done.reduce((sum, each) => sum + each, 0) / seconds);
}
