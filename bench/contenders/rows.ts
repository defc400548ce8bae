/**
 * The rows of a turn as a peer writes them: by hand, a statement for one row each, prepared. Whoever
 * changes what src/store writes on the way of a message changes it here and in `limit.ts` too.
 */
import pg from 'pg';
import { KEY_LOOKUPS } from '../../src/databases/key-lookups.ts';
import { EVENT_FORMAT } from '../../src/event.ts';
import { answerTo } from '../load/script.ts';
import type { NewMessage, Reply } from './webhook.ts';

/** What a worker needs to know of a message that was kept. */
export interface Job {
  readonly conversationId: string;
  readonly protocolNumber: string;
  readonly address: string;
  readonly seq: number;
  readonly text: string;
}

interface KeptRow {
  readonly id: string;
  readonly protocol_number: string;
  readonly seq: string;
}

const KEEP_ONE = `
  with moved as (
    update conversations c
    set last_seq = c.last_seq + 1, last_turn_seq = c.last_seq + 1, channel = 'webhook', address = $1, updated_at = now()
    from channel_identities i
    where i.channel = 'webhook' and i.address = $1 and c.contact_id = i.contact_id and c.status <> 'closed'
    returning c.id, c.protocol_number, c.last_seq as seq
  ), added as (
    insert into events (conversation_id, seq, type, format, body, channel, external_id, calls_for_turn)
    select id, seq, 'message-received', ${EVENT_FORMAT}, $2::jsonb, 'webhook', $3, true from moved
  ), noted as (
    insert into unhandled (conversation_id) select id from moved on conflict do nothing
  )
  select id, protocol_number, seq from moved`;

const KEEP_MANY = `
  with message as (
    select * from jsonb_to_recordset($1::jsonb) as m(ordinal int, address text, "externalId" text, body jsonb)
  ), moved as (
    update conversations c
    set last_seq = c.last_seq + m.count, last_turn_seq = c.last_seq + m.count, channel = 'webhook',
      address = m.address, updated_at = now()
    from (select address, count(*) from message group by address) m
    join channel_identities i on i.channel = 'webhook' and i.address = m.address
    where c.contact_id = i.contact_id and c.status <> 'closed'
    returning c.id, c.protocol_number, m.address, c.last_seq - m.count as before
  ), kept as (
    select m.*, c.id, c.protocol_number, c.before + row_number() over (partition by c.id order by m.ordinal) as seq
    from message m join moved c on c.address = m.address
  ), added as (
    insert into events (conversation_id, seq, type, format, body, channel, external_id, calls_for_turn)
    select id, seq, 'message-received', ${EVENT_FORMAT}, body, 'webhook', "externalId", true from kept
  ), noted as (
    insert into unhandled (conversation_id) select distinct id from kept on conflict do nothing
  )
  select id, protocol_number, seq from kept order by ordinal`;

// One statement, and so one transaction: measured, it costs a third less than six between begin and
// commit sent in one piece (PostgreSQL .26 against .42 ms, the caller .08 against .18).
const TAKE_TURN = `
  with understood as (
    update events set understanding = $3::jsonb where conversation_id = $1 and seq = $2
  ), moved as (
    update conversations set last_seq = last_seq + 1, handled_seq = greatest(handled_seq, $2), state = $4::jsonb,
      status = 'open', updated_at = now()
    where id = $1 returning id, last_seq, last_turn_seq, handled_seq
  ), added as (
    insert into events (conversation_id, seq, type, format, body)
    select id, last_seq, 'reply-added', ${EVENT_FORMAT}, $5::jsonb from moved
  ), queued as (
    insert into deliveries (conversation_id, seq, channel, address) select id, last_seq, 'webhook', $6 from moved
  ), forgotten as (
    delete from unhandled u using moved c where u.conversation_id = c.id and c.last_turn_seq <= c.handled_seq
  ), claimed as (
    insert into egress_leases as l (conversation_id, owner, expires_at) values ($1, $7, now() + interval '1.5 s')
    on conflict (conversation_id) do update set owner = excluded.owner, expires_at = excluded.expires_at
    where l.owner is null or l.expires_at < now()
  )
  select last_seq as seq from moved`;
const RECORD = `
  with recorded as (
    update deliveries set status = 'sent', attempts = attempts + 1, updated_at = now()
    where conversation_id = $1 and seq = $2
  )
  update egress_leases set owner = null where conversation_id = $1 and owner = $3`;

/** Of the size that the recognizer's are. */
export const UNDERSTANDING = {
  intent: 'what-can-you-do',
  confidence: 0.98,
  certainty: 'sure',
  alternatives: [],
  entities: [],
  locale: 'pt-BR',
  decidedBy: 'nlpjs',
};
const understanding = JSON.stringify(UNDERSTANDING);
const STATE = JSON.stringify({ active: null, misses: 0, watched: false });
export const REASON = { dialog: 'what-can-you-do', rule: 'intent', response: 'menu' };

export const messageBody = ({ from, text }: NewMessage) => ({
  type: 'message-received',
  activity: { type: 'message', text },
  channel: 'webhook',
  address: from,
});

export const externalIdOf = ({ id, from }: NewMessage): string => `${from}\n${id}`;

/** Statements of one connection are sent without waiting; of several, in turns. */
export async function openRows(url: string, connections: number) {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: url, pipeline: true });
      await client.connect();
      await client.query(KEY_LOOKUPS);
      return client;
    }),
  );
  let turn = 0;
  const next = (): pg.Client => {
    const client = clients[turn++ % clients.length];
    if (!client) throw new Error('there is no connection');
    return client;
  };
  const toJob = ({ from, text }: NewMessage, row: KeptRow | undefined): Job => {
    if (!row) throw new Error(`${from} has no conversation`);
    const { id, protocol_number, seq } = row;
    return { conversationId: id, protocolNumber: protocol_number, address: from, seq: Number(seq), text };
  };

  return {
    async keepOne(message: NewMessage): Promise<Job> {
      const values = [message.from, JSON.stringify(messageBody(message)), externalIdOf(message)];
      const { rows } = await next().query<KeptRow>({ name: 'keep-one', text: KEEP_ONE, values });
      return toJob(message, rows[0]);
    },
    async keepMany(messages: readonly NewMessage[]): Promise<Job[]> {
      const parameter = messages.map((message, ordinal) => {
        return {
          ordinal,
          address: message.from,
          externalId: externalIdOf(message),
          body: messageBody(message),
        };
      });
      const values = [JSON.stringify(parameter)];
      const { rows } = await next().query<KeptRow>({ name: 'keep-many', text: KEEP_MANY, values });
      return messages.map((message, index) => toJob(message, rows[index]));
    },
    async takeTurn(job: Job, owner: string): Promise<Reply> {
      const { conversationId: id, seq, address } = job;
      const { text, buttons = [] } = answerTo(job.text, job.protocolNumber);
      const body = JSON.stringify({
        type: 'reply-added',
        activity: { type: 'message', text, buttons },
        reason: REASON,
      });
      const values = [id, seq, understanding, STATE, body, address, owner];
      const { rows } = await next().query<{ seq: string }>({ name: 'take-turn', text: TAKE_TURN, values });
      return { ...job, replySeq: Number(rows[0]?.seq), text, buttons };
    },
    async recordSent({ conversationId, replySeq }: Reply, owner: string): Promise<void> {
      await next().query({ name: 'record', text: RECORD, values: [conversationId, replySeq, owner] });
    },
  };
}

export type Rows = Awaited<ReturnType<typeof openRows>>;
