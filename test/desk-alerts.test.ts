/** Alerts: what supervisors are told of, and that they are told of each once, however many look. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findAlarms, type PersonThere, type WatchedTicket } from '../src/desk/alerts.ts';
import type { DeskAlert } from '../src/desk.ts';
import { createLog } from '../src/log.ts';
import { startAlerting } from '../src/pipeline/alerting.ts';
import { createNewsBoard } from '../src/pipeline/desk-news.ts';
import { noteAlerts, readAlerts } from '../src/store/alerts.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { overDatabases } from './helpers/databases.ts';
import { openDeskLog } from './helpers/desk-log.ts';
import { createQueue, OFFICE_HOURS, toQueues } from './helpers/desk-queues.ts';
import { until } from './helpers/servers.ts';

const MINUTE_MS = 60_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

describe('what is alerted of', () => {
  // A Tuesday, 10:00 in Brasília.
  const NOW = new Date('2026-03-03T13:00:00Z');
  const queues = toQueues(
    createQueue('geral', {
      hours: OFFICE_HOURS,
      waitAlertMs: 5 * MINUTE_MS,
      sla: {
        firstAnswerMs: { voice: MINUTE_MS, default: 10 * MINUTE_MS },
        resolutionMs: 7 * 1_440 * MINUTE_MS,
      },
    }),
    createQueue('ouvidoria', { hours: OFFICE_HOURS, skills: ['ouvidoria'] }),
  );
  const ticket = (
    sinceMs: number,
    wishes: Partial<WatchedTicket> & { channel?: string } = {},
  ): WatchedTicket => {
    const since = new Date(NOW.getTime() - sinceMs);
    const { channel = 'web', ...rest } = wishes;
    const facts = { channel, since, answeredAt: null, awaitingSince: since, extendedAt: null, endedAt: null };
    return {
      ticketId: 't',
      conversationId: 'c',
      queue: 'geral',
      reasons: [],
      since,
      person: null,
      facts,
      ...rest,
    };
  };
  const ana: PersonThere = { queues: ['geral'], skills: [] };
  const kinds = (tickets: readonly WatchedTicket[], people = [ana], now = NOW) =>
    findAlarms(tickets, people, queues, now).map(({ kind, clock }) => (clock ? `${kind} ${clock}` : kind));

  it('nothing, where all is as it should be', () => {
    assert.deepEqual(kinds([ticket(4 * MINUTE_MS)]), []);
  });
  it('a minute on the phone: due after 48 s, broken after 60', () => {
    const voice = (ms: number) => kinds([ticket(ms, { channel: 'voice' })]);
    assert.deepEqual(voice(47_999), []);
    assert.deepEqual(voice(48_000), ['sla-due first-answer']);
    assert.deepEqual(voice(59_999), ['sla-due first-answer']);
    assert.deepEqual(voice(60_000), ['sla-broken first-answer']);
  });
  it('a term that runs only while people are there', () => {
    // Since 17:55 of the day before: 125 minutes of open time would be too many, 9 are due.
    const eight = new Date('2026-03-03T11:04:00Z');
    const late = { ...ticket(0), since: new Date('2026-03-02T20:55:00Z') };
    const waiting = { ...late, facts: { ...late.facts, since: late.since } };
    assert.deepEqual(kinds([waiting], [ana], eight), ['sla-due first-answer', 'long-wait']);
  });
  it('days of the law, in the calendar’s time', () => {
    const answered = (ms: number) => {
      const open = ticket(ms, { person: { personId: 'p', name: 'Ana' } });
      return { ...open, facts: { ...open.facts, answeredAt: open.since, awaitingSince: null } };
    };
    assert.deepEqual(kinds([answered(7 * 1_440 * MINUTE_MS - 1)]), ['sla-due resolution']);
    assert.deepEqual(kinds([answered(7 * 1_440 * MINUTE_MS)]), ['sla-broken resolution']);
    assert.deepEqual(kinds([answered(5 * 1_440 * MINUTE_MS)]), []);
  });
  it('a long wait, until somebody has it', () => {
    assert.deepEqual(kinds([ticket(5 * MINUTE_MS)]), ['long-wait']);
    assert.deepEqual(kinds([ticket(5 * MINUTE_MS, { person: { personId: 'p', name: 'Ana' } })]), []);
  });
  it('danger at once, what the law puts first after a minute', () => {
    assert.deepEqual(kinds([ticket(0, { reasons: ['risk-to-life'] })]), ['priority']);
    assert.deepEqual(kinds([ticket(MINUTE_MS - 1, { reasons: ['age-60'] })]), []);
    assert.deepEqual(kinds([ticket(MINUTE_MS, { reasons: ['age-60'] })]), ['priority']);
  });
  it('nobody there, where somebody waits and the queue is open', () => {
    assert.deepEqual(kinds([ticket(0)], []), ['nobody-there']);
    assert.deepEqual(kinds([ticket(0, { queue: 'ouvidoria' })], [ana]), ['nobody-there']);
    const untrained = { queues: ['ouvidoria'], skills: [] };
    assert.deepEqual(kinds([ticket(0, { queue: 'ouvidoria' })], [untrained]), ['nobody-there']);
    assert.deepEqual(kinds([ticket(0, { person: { personId: 'p', name: 'Ana' } })], []), []);
    // A Sunday.
    assert.deepEqual(
      kinds([ticket(0)], [], new Date('2026-03-08T13:00:00Z')).includes('nobody-there'),
      false,
    );
  });
});

overDatabases('alerts', (database) => {
  const queues = toQueues(createQueue('geral'));

  it('are each told once by two programs, end, and are told anew when it is so again', async () => {
    const log = openDeskLog(database());
    const person = await log.person();
    const waiting = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { conversationId } = await log.contact({ at: ago(9 * MINUTE_MS) });
        // Danger is told of on holidays too.
        return log.ticket(conversationId, { since: ago(9 * MINUTE_MS), reasons: ['threat'] });
      }),
    );
    await using stack = new AsyncDisposableStack();
    const stream = openMemoryStream();
    stack.use(stream);
    const silent = createLog('silent');
    const told: DeskAlert[] = [];
    const news = createNewsBoard(stream, silent);
    // Whoever is slow enough finds nobody there any more, and that is told too.
    const isOfTicket = ({ ticketId }: DeskAlert) => ticketId !== null;
    stack.use(
      await news.listen(
        (each) => void (each.type === 'alert' && isOfTicket(each.alert) && told.push(each.alert)),
      ),
    );
    for (let program = 0; program < 2; program++)
      stack.use(startAlerting({ database: database(), queues, news, log: silent }));
    await until(() => told.length >= waiting.length, 'all of it to be told');
    const [first = ''] = waiting;
    await database().query('update tickets set person_id = $2 where id = $1', [first, person]);
    const standing = async () =>
      (await readAlerts(database())).filter(isOfTicket).map(({ ticketId }) => ticketId);
    await until(async () => !(await standing()).includes(first), 'the wait to be over');
    await database().query('update tickets set person_id = null where id = $1', [first]);
    await until(() => told.length > waiting.length, 'it to be told anew');
    assert.deepEqual(told.map(({ ticketId }) => ticketId).toSorted(), [first, ...waiting].toSorted());
    assert.equal(new Set(told.map(({ alertId }) => alertId)).size, told.length);
    assert.deepEqual((await standing()).toSorted(), waiting.toSorted());
    assert.ok(told.every(({ kind, queue }) => kind === 'priority' && queue === 'geral'));
  });

  it('are told by one of many that look at the same moment', async () => {
    const log = openDeskLog(database());
    const { conversationId } = await log.contact({ at: ago(MINUTE_MS) });
    const ticketId = await log.ticket(conversationId, { since: ago(0), reasons: ['threat'] });
    const rounds = await Promise.all(Array.from({ length: 6 }, () => noteAlerts(database(), queues)));
    const last = await noteAlerts(database(), queues);
    const found = [...rounds.flat(), ...last].filter((alert) => alert.ticketId === ticketId);
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['priority'],
    );
  });

  it('go to other systems too where a term is broken, once', async () => {
    const log = openDeskLog(database());
    await database().query(`insert into outgoing_webhooks (id, name, url, secret, events)
      values (gen_random_uuid(), 'city hall', 'https://example.gov.br', 'sealed', '{sla-broken}')`);
    const { conversationId } = await log.contact({ at: ago(3 * MINUTE_MS), channel: 'voice' });
    const ticketId = await log.ticket(conversationId, { since: ago(3 * MINUTE_MS) });
    const promising = toQueues(
      createQueue('geral', { sla: { firstAnswerMs: { voice: MINUTE_MS }, onlyOpenHours: false } }),
    );
    for (let round = 0; round < 2; round++) await noteAlerts(database(), promising);
    const told = await database().query<{ facts: object }>(
      "select facts from webhook_deliveries where event = 'sla-broken' and conversation_id = $1",
      [conversationId],
    );
    assert.equal(told.length, 1);
    const [{ facts } = { facts: {} }] = told;
    assert.deepEqual({ ...facts, dueAt: '' }, { ticketId, queue: 'geral', clock: 'first-answer', dueAt: '' });
  });
});
