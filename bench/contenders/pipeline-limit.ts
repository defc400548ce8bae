/**
 * The raw limit: the two HTTP exchanges, two hops through Redis Streams, and one commit a batch with the
 * rows that are left when a turn is done, in their final form; nothing is found, locked, recognised,
 * decided or recorded afterwards. What the program costs beyond it is ours.
 */
import { Redis } from 'ioredis';
import pg from 'pg';
import { KEY_LOOKUPS } from '../../src/databases/key-lookups.ts';
import { EVENT_FORMAT } from '../../src/event.ts';
import { createBatcher } from '../../src/pipeline/batcher.ts';
import { answerTo } from '../load/script.ts';
import { externalIdOf, type Job, messageBody, REASON, UNDERSTANDING } from './rows.ts';
import { contenderSettings, reportReady } from './settings.ts';
import { createCaller, listen, type NewMessage, type Reply } from './webhook.ts';

const BATCH = 64;
const GROUP = 'limit';
const INBOUND = 'limit:inbound';
const OUTBOUND = 'limit:outbound';

const WRITE = `
  with message as (
    select * from jsonb_to_recordset($1::jsonb) as m(
      ordinal int, address text, "externalId" text, body jsonb, understanding jsonb, reply jsonb)
  ), moved as (
    update conversations c
    set last_seq = c.last_seq + 2, last_turn_seq = c.last_seq + 1, handled_seq = c.last_seq + 1, updated_at = now()
    from message m join channel_identities i on i.channel = 'webhook' and i.address = m.address
    where c.contact_id = i.contact_id and c.status <> 'closed'
    returning c.id, c.protocol_number, c.last_seq - 1 as seq, m.*
  ), added as (
    insert into events (conversation_id, seq, type, format, body, understanding, channel, external_id, calls_for_turn)
    select id, seq, 'message-received', ${EVENT_FORMAT}, body, understanding, 'webhook', "externalId", true from moved
    union all select id, seq + 1, 'reply-added', ${EVENT_FORMAT}, reply, null, null, null, false from moved
  ), delivered as (
    insert into deliveries (conversation_id, seq, channel, address, status, attempts)
    select id, seq + 1, 'webhook', address, 'sent', 1 from moved
  ), leased as (
    insert into egress_leases (conversation_id, expires_at) select id, now() from moved
    on conflict (conversation_id) do update set owner = null, expires_at = excluded.expires_at
  )
  select id, protocol_number, seq from moved order by ordinal`;

interface Written {
  readonly id: string;
  readonly protocol_number: string;
  readonly seq: string;
}

interface Waiting {
  readonly message: NewMessage;
  readonly resolve: (job: Job) => void;
}

const settings = contenderSettings.parse(process.env);
const redis = new Redis(settings.REDIS_URL);
const waiting = new Map<string, Waiting>();
const replies = new Map<string, Reply>();

const pool = new pg.Pool({
  connectionString: settings.DATABASE_URL,
  max: settings.CONNECTIONS,
  onConnect: async (client: pg.ClientBase) => void (await client.query(KEY_LOOKUPS)),
});

// The text's place for the protocol number stays open in the row: it is known only once it is written.
const PLACE = '000000000000000';

function toRow({ message }: Waiting, ordinal: number) {
  const reply = { type: 'reply-added', activity: answerTo(message.text, PLACE), reason: REASON };
  return {
    ordinal,
    address: message.from,
    externalId: externalIdOf(message),
    body: messageBody(message),
    understanding: UNDERSTANDING,
    reply,
  };
}

/** Writes the turns in one commit, acknowledges the messages, and returns the replies' ids. */
async function write(entries: readonly string[]): Promise<string[]> {
  const batch = entries.flatMap((id) => waiting.get(id) ?? []);
  const values = [JSON.stringify(batch.map(toRow))];
  const { rows } = await pool.query<Written>({ name: 'write', text: WRITE, values });
  return rows.map((row, index) => {
    const { message, resolve } = batch[index] as Waiting;
    const { id: conversationId, protocol_number: protocolNumber } = row;
    const { from: address, text: said } = message;
    const job = { conversationId, protocolNumber, address, seq: Number(row.seq), text: said };
    const { text, buttons = [] } = answerTo(said, protocolNumber);
    replies.set(message.id, { ...job, replySeq: job.seq + 1, text, buttons });
    waiting.delete(message.id);
    resolve(job);
    return message.id;
  });
}

type Raw = [stream: string, entries: [id: string, fields: string[]][]][] | null;

/** Reads batches, at most so many under way, and gives each to `work`. */
async function consume(
  stream: string,
  lanes: number,
  work: (ids: string[], done: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const reader = redis.duplicate();
  await redis.xgroup('CREATE', stream, GROUP, '0', 'MKSTREAM');
  const underWay = new Set<Promise<void>>();
  for (;;) {
    if (underWay.size >= lanes) await Promise.race(underWay);
    const raw = (await reader.xreadgroup(
      ...(['GROUP', GROUP, GROUP, 'COUNT', BATCH, 'BLOCK', 1_000, 'STREAMS', stream, '>'] as const),
    )) as Raw;
    const entries = raw?.[0]?.[1] ?? [];
    if (entries.length === 0) continue;
    const keys = entries.map(([key]) => key);
    const done = () =>
      redis
        .pipeline()
        .xack(stream, GROUP, ...keys)
        .xdel(stream, ...keys)
        .exec();
    const working = work(
      entries.map(([, fields]) => fields[1] ?? ''),
      done,
    ).finally(() => underWay.delete(working));
    underWay.add(working);
  }
}

const add = createBatcher<readonly [stream: string, id: string], undefined>(
  async (entries) => {
    const pipeline = redis.pipeline();
    for (const [stream, id] of entries) pipeline.xadd(stream, '*', 'id', id);
    await pipeline.exec();
    return entries.map(() => undefined);
  },
  { limit: BATCH },
);

const call = createCaller(settings.PROVIDER_URL);

void consume(INBOUND, settings.CONCURRENCY, async (ids, done) => {
  const written = await write(ids);
  await Promise.all([done(), ...written.map((id) => add.add([OUTBOUND, id]))]);
});
void consume(OUTBOUND, BATCH, async (ids, done) => {
  await Promise.all(
    ids.map(async (id) => {
      const reply = replies.get(id);
      replies.delete(id);
      if (reply) await call(reply);
    }),
  );
  await done();
});

const webhookUrl = await listen((message) => {
  const { promise, resolve } = Promise.withResolvers<Job>();
  waiting.set(message.id, { message, resolve });
  void add.add([INBOUND, message.id]);
  return promise;
});
reportReady(webhookUrl);
