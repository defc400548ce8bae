/** Alerts: what stands, and what of it was said already. */
import type { Database, Queryable, Row, Transaction } from '../database.ts';
import { type Alarm, findAlarms, type PersonThere } from '../desk/alerts.ts';
import type { DeskAlert } from '../desk.ts';
import type { Queues } from '../queues.ts';
import { readOpenTickets } from './open-tickets.ts';
import { queueForWebhooks, type ToldFact } from './outgoing-webhooks.ts';
import { IS_ONLINE_SQL } from './presences.ts';

/** Any number that nothing else locks. */
const LOCK = 7_307_001;
const TRY_LOCK = `select pg_try_advisory_xact_lock(${LOCK}) as is_mine, now() as now`;
/** More at once than this are read on the board, not one by one. */
const SHOWN = 200;
const KEPT_DAYS = 30;

const PEOPLE_THERE = `
  select p.queues, p.skills from people p
  where p.active and 'attendant' = any(p.roles) and p.availability <> 'away' and ${IS_ONLINE_SQL}`;

const COLUMNS = 'id, kind, ticket_id, conversation_id, queue, clock, at';
const STANDING = 'select key from desk_alerts where ended_at is null';
const ADD = `
  insert into desk_alerts (key, kind, ticket_id, conversation_id, queue, clock)
  select key, kind, "ticketId", "conversationId", queue, clock
  from jsonb_to_recordset($1::jsonb) as a(key text, kind text, "ticketId" uuid, "conversationId" uuid, queue text, clock text)
  on conflict (key) where ended_at is null do nothing returning ${COLUMNS}`;
const END = 'update desk_alerts set ended_at = now() where ended_at is null and key = any($1::text[])';
const FORGET = `delete from desk_alerts where ended_at < now() - interval '${KEPT_DAYS} days'`;
const LIST = `select ${COLUMNS} from desk_alerts where ended_at is null order by at desc, id limit ${SHOWN}`;

interface AlertRow extends Row {
  id: string;
  kind: DeskAlert['kind'];
  ticket_id: string | null;
  conversation_id: string | null;
  queue: string;
  clock: string | null;
  at: Date;
}

const toAlert = (row: AlertRow): DeskAlert => ({
  alertId: row.id,
  kind: row.kind,
  ticketId: row.ticket_id,
  conversationId: row.conversation_id,
  queue: row.queue,
  clock: row.clock,
  at: row.at.toISOString(),
});

/** Other systems are told of broken terms alone. */
const toFact = ({ kind, ticketId, conversationId, queue, clock, dueAt }: Alarm): readonly ToldFact[] =>
  kind === 'sla-broken'
    ? [
        {
          event: 'sla-broken',
          subject: [ticketId, clock, dueAt].join(':'),
          conversationId,
          facts: { ticketId, queue, clock, dueAt },
        },
      ]
    : [];

async function write(transaction: Transaction, alarms: readonly Alarm[]): Promise<readonly DeskAlert[]> {
  const rows = await transaction.query<{ key: string }>(STANDING, [], 'standing-alerts');
  const standing = new Set(rows.map(({ key }) => key));
  const found = new Set(alarms.map(({ key }) => key));
  const over = [...standing].filter((key) => !found.has(key));
  const fresh = alarms.filter(({ key }) => !standing.has(key));
  if (over.length > 0) {
    transaction.write(END, [over]);
    transaction.write(FORGET, []);
  }
  if (fresh.length === 0) return [];
  await queueForWebhooks(transaction, fresh.flatMap(toFact));
  return (await transaction.query<AlertRow>(ADD, [JSON.stringify(fresh)])).map(toAlert);
}

/**
 * Looks at what is open, and returns what is so and was not said before. Whoever finds another at it does
 * nothing: what was read before the other wrote would be said twice.
 */
export const noteAlerts = (database: Database, queues: Queues): Promise<readonly DeskAlert[]> =>
  database.transaction(async (transaction) => {
    const [lock] = await transaction.query<{ is_mine: boolean; now: Date }>(TRY_LOCK);
    if (!lock?.is_mine) return [];
    const tickets = await readOpenTickets(transaction);
    const people = await transaction.query<PersonThere & Row>(PEOPLE_THERE, [], 'people-there');
    return write(transaction, findAlarms(tickets, people, queues, lock.now));
  });

/** Those that stand, newest first. */
export const readAlerts = async (database: Queryable): Promise<readonly DeskAlert[]> =>
  (await database.query<AlertRow>(LIST)).map(toAlert);
