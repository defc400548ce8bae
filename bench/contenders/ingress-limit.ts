/**
 * The raw limit of acknowledging: the same HTTP exchange, and one insert of the messages' own rows, and
 * commit, a batch. No conversation is looked for, locked, numbered or moved on, and nothing is rung.
 */
import pg from 'pg';
import { EVENT_FORMAT } from '../../src/event.ts';
import { createBatcher } from '../../src/pipeline/batcher.ts';
import { CONVERSATION_ID } from '../parts/conversations.ts';
import { externalIdOf, type Job, messageBody } from './rows.ts';
import { contenderSettings, reportReady } from './settings.ts';
import { listen, type NewMessage } from './webhook.ts';

const BATCH = 200;
const INSERT = `
  insert into events (conversation_id, seq, type, format, body, channel, external_id, calls_for_turn)
  select ${CONVERSATION_ID}, seq, 'message-received', ${EVENT_FORMAT}, body, 'webhook', "externalId", true
  from jsonb_to_recordset($1::jsonb) as m(i bigint, seq bigint, "externalId" text, body jsonb)`;

const { DATABASE_URL, CONNECTIONS, CONCURRENCY } = contenderSettings.parse(process.env);
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: CONNECTIONS });
/** Above the events that stand there before. */
let seq = 1_000;

async function keep(messages: readonly NewMessage[]): Promise<Job[]> {
  const rows = messages.map((message) => {
    const i = Number(message.from.slice(message.from.indexOf('-') + 1));
    return { i, seq: seq++, externalId: externalIdOf(message), body: messageBody(message), message };
  });
  const values = [JSON.stringify(rows.map(({ message: _, ...row }) => row))];
  await pool.query({ name: 'insert', text: INSERT, values });
  return rows.map(({ message: { from, text }, seq: number }) => {
    return { conversationId: from, protocolNumber: '000000000000000', address: from, seq: number, text };
  });
}

const writers = Array.from({ length: CONCURRENCY }, () => createBatcher(keep, { limit: BATCH }));
let turn = 0;
reportReady(
  await listen((message) => {
    const writer = writers[turn++ % writers.length];
    if (!writer) throw new Error('there is no writer');
    return writer.add(message);
  }),
);
