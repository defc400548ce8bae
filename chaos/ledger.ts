/** A second set of books, read from the database after the run: it must agree with what people saw. */
import pg from 'pg';
import type { Acceptance, Journal } from './journal.ts';

export interface Discrepancy {
  readonly is: 'lost' | 'doubled' | 'misordered';
  readonly what: string;
}

/** Each finds what must not be there, a line for each. */
const QUERIES: readonly (readonly [Discrepancy['is'], string, string])[] = [
  ['lost', 'a conversation still has something unhandled', 'select conversation_id from unhandled'],
  [
    'lost',
    'a turn has not read the newest event',
    'select id, handled_seq, last_turn_seq from conversations where handled_seq <> last_turn_seq',
  ],
  [
    'lost',
    'a reply was not sent',
    `select conversation_id, seq, status, error from deliveries where status in ('queued', 'failed')`,
  ],
  ['lost', 'a task has no end', `select id, conversation_id, agent from tasks where status = 'open'`],
  [
    'lost',
    'a task has ended, and its conversation does not know it',
    `select t.id, t.conversation_id, t.status from tasks t where t.status in ('answered', 'failed') and not exists (
       select 1 from events e where e.conversation_id = t.conversation_id
         and e.type in ('task-answered', 'task-failed') and e.body->>'taskId' = t.id::text)`,
  ],
  [
    'lost',
    'there is a gap in a conversation',
    `select c.id, c.last_seq, count(e.seq) from conversations c left join events e on e.conversation_id = c.id
     group by c.id having count(e.seq) <> c.last_seq or max(e.seq) <> c.last_seq`,
  ],
  [
    'doubled',
    'a message was kept twice',
    `select channel, external_id, count(*) from events where external_id is not null
     group by channel, external_id having count(*) > 1`,
  ],
  [
    'doubled',
    'a task has ended twice',
    `select body->>'taskId' as task, count(*) from events where type in ('task-answered', 'task-failed')
     group by body->>'taskId' having count(*) > 1`,
  ],
  [
    'doubled',
    'a task was answered twice',
    `select body->'reason'->>'taskId' as task, count(*) from events
     where type = 'reply-added' and body->'reason'->>'taskId' is not null
     group by body->'reason'->>'taskId' having count(*) > 1`,
  ],
];

const PLACES = `
  select conversation_id, seq, external_id from events where type = 'message-received' and conversation_id = any($1::uuid[])`;

interface Place {
  readonly conversation_id: string;
  readonly seq: string;
  readonly external_id: string;
}

/** The message's own id is the end of the one it is kept under. */
function comparePlaces(accepted: readonly Acceptance[], places: readonly Place[]): Discrepancy[] {
  const kept = new Map(places.map((place) => [`${place.conversation_id}:${place.seq}`, place.external_id]));
  return accepted
    .filter(({ conversationId, seq, id }) => !kept.get(`${conversationId}:${seq}`)?.endsWith(id))
    .map((acceptance) => ({
      is: 'lost' as const,
      what: `an acknowledged message is not where it was said to be: ${JSON.stringify(acceptance)}`,
    }));
}

const DELIVERIES = `select conversation_id || ':' || seq as key from deliveries where channel = 'webhook'`;

/** What the database believes to be sent, and nobody has got. */
function compareDeliveries(keys: readonly string[], { sent }: Journal): Discrepancy[] {
  const got = new Set(
    sent
      .filter(({ outcome }) => outcome !== 'refused')
      .map(({ conversationId, seq }) => `${conversationId}:${seq}`),
  );
  return keys
    .filter((key) => !got.has(key))
    .map((key) => ({ is: 'lost', what: `a reply never reached the provider: ${key}` }));
}

/** @param url of the database, which is only read */
export async function readLedger(url: string, journal: Journal): Promise<readonly Discrepancy[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set default_transaction_read_only = on');
    const found: Discrepancy[] = [];
    for (const [is, what, sql] of QUERIES) {
      const { rows } = await client.query(sql);
      found.push(...rows.map((row) => ({ is, what: `${what}: ${JSON.stringify(row)}` })));
    }
    const ids = [...new Set(journal.accepted.map(({ conversationId }) => conversationId))];
    const { rows: places } = await client.query<Place>(PLACES, [ids]);
    const { rows: deliveries } = await client.query<{ key: string }>(DELIVERIES);
    return [
      ...found,
      ...comparePlaces(journal.accepted, places),
      ...compareDeliveries(
        deliveries.map(({ key }) => key),
        journal,
      ),
    ];
  } finally {
    await client.end();
  }
}
