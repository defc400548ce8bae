/**
 * How long a supervisor waits for a month's report: by each of its keys, on a PostgreSQL server with the
 * rows of that month. Of `--conversations` every second went to people, and of three ended ones one was judged.
 * And what the loop of the alerts, and the board, take each second with 2,000 open tickets.
 */
import { performance } from 'node:perf_hooks';
import type { Database } from '../../src/database.ts';
import { openPostgres } from '../../src/databases/postgres.ts';
import { createLog } from '../../src/log.ts';
import { noteAlerts } from '../../src/store/alerts.ts';
import { readBoard } from '../../src/store/board.ts';
import { migrate } from '../../src/store/migrate.ts';
import { readReport } from '../../src/store/reports.ts';
import { REPORT_BY } from '../../src/supervision.ts';
import { createQueue, OFFICE_HOURS, toQueues } from '../../test/helpers/desk-queues.ts';
import { startPostgres } from '../../test/helpers/servers.ts';
import type { BenchOptions, Figures } from '../options.ts';
import { makeConversations } from '../parts/conversations.ts';

const MINUTE_MS = 60_000;
const PEOPLE = 200;
const ROUNDS = 3;
const FROM = '2026-03-01';
const TO = '2026-03-31';
const LENGTH = `interval '30 days'`;
const QUEUES = toQueues(
  ...['geral', 'suporte', 'ouvidoria'].map((name) =>
    createQueue(name, {
      hours: OFFICE_HOURS,
      sla: { firstAnswerMs: { default: 10 * MINUTE_MS }, resolutionMs: 10_080 * MINUTE_MS },
    }),
  ),
);

/** In the order in which they would have come: $1 is how many there are. */
const STATEMENTS = [
  `insert into people (id, login, name, roles)
   select gen_random_uuid(), 'person-' || i, 'Pessoa ' || i, '{attendant}' from generate_series(1, ${PEOPLE}) i
   where $1::bigint > 0`,
  `update conversations c set status = 'closed', created_at = at, closed_at = at + interval '1 hour'
   from (select id, '${FROM}T12:00:00Z'::timestamptz + ${LENGTH} * (row_number() over (order by id))::float8 / $1::bigint as at
     from conversations) o where o.id = c.id`,
  `update events e set created_at = c.created_at + interval '10 seconds' * e.seq from conversations c
   where c.id = e.conversation_id and $1::bigint > 0`,
  `insert into tickets (conversation_id, queue, since, person_id, assigned_at, first_assigned_at, answered_at, ended_at,
     outcome, told_at, estimate_low_ms, estimate_high_ms)
   select c.id, (array['geral', 'suporte', 'ouvidoria'])[1 + c.n % 3], c.created_at + interval '1 minute', p.id,
     c.created_at + interval '1 minute' * (2 + c.n % 11), c.created_at + interval '1 minute' * (2 + c.n % 11),
     c.created_at + interval '1 minute' * (3 + c.n % 17), c.closed_at, 'closed', c.created_at + interval '1 minute',
     60000, 300000
   from (select *, row_number() over (order by id) as n from conversations) c
     join (select id, row_number() over () - 1 as n from people) p on p.n = c.n / 2 % ${PEOPLE}
   where c.n % 2 = 0 and $1::bigint > 0`,
  `insert into events (conversation_id, seq, type, body, created_at)
   select id, 5, 'conversation-closed', '{"type": "conversation-closed", "reason": "solved"}', closed_at
   from conversations where $1::bigint > 0`,
  `insert into events (conversation_id, seq, type, body, created_at)
   select id, 6, 'feedback-given', jsonb_build_object('type', 'feedback-given', 'solved', n % 4 > 0, 'rating', 1 + n % 5),
     closed_at + interval '1 minute'
   from (select *, row_number() over (order by id) as n from conversations) c where n % 3 = 0 and $1::bigint > 0`,
];

const OPEN = 2_000;
const OPEN_TICKETS = `
  insert into tickets (conversation_id, queue, since, person_id, assigned_at, first_assigned_at, answered_at, awaiting_since)
  select c.id, (array['geral', 'suporte', 'ouvidoria'])[1 + c.n % 3], now() - interval '1 second' * (c.n % 3600),
    p.id, now(), now(), now(), now()
  from (select *, row_number() over (order by id desc) as n from conversations) c
    left join (select id, row_number() over () - 1 as n from people) p on c.n % 4 > 0 and p.n = c.n % ${PEOPLE}
  where c.n <= $1::bigint`;

/** The middle one of several. */
async function measure(work: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await work();
    took.push(performance.now() - start);
  }
  return Math.round(took.sort((one, other) => one - other)[1] ?? 0);
}

async function fill(database: Database, conversations: number): Promise<void> {
  await makeConversations(database, conversations);
  for (const statement of STATEMENTS) await database.query(statement, [conversations]);
  await database.query('vacuum analyze');
  await database.query('checkpoint');
}

export async function benchReports({ conversations }: BenchOptions): Promise<Figures> {
  await using postgres = await startPostgres({ fsync: true });
  await using database = await openPostgres(postgres.url, 2, createLog('error'));
  await migrate(database);
  await fill(database, conversations);
  const figures: Record<string, number> = {};
  let tickets = 0;
  for (const by of REPORT_BY) {
    const options = { from: FROM, to: TO, by, queues: QUEUES, courtesies: ['greeting'] };
    figures[`${by}Ms`] = await measure(async () => {
      tickets = (await readReport(database, { ...options, now: new Date() })).total.tickets.tickets;
    });
  }
  await database.query(OPEN_TICKETS, [OPEN]);
  // The first tells of what is due at once; then nothing is new.
  await noteAlerts(database, QUEUES);
  figures['alertsMs'] = await measure(() => noteAlerts(database, QUEUES));
  figures['boardMs'] = await measure(() => readBoard(database, QUEUES, new Map(), new Date()));
  return { conversations, tickets, openTickets: OPEN, ...figures };
}
