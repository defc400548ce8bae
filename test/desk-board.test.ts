/** The board: what supervisors see of queues and people, and who may look. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createBoardReader, dayOf } from '../src/pipeline/board-reading.ts';
import type { Board, Report } from '../src/supervision.ts';
import { overDatabases } from './helpers/databases.ts';
import { type Desk, openDesk } from './helpers/desk.ts';
import { openDeskLog } from './helpers/desk-log.ts';
import { createQueue, toQueues } from './helpers/desk-queues.ts';

const MINUTE_MS = 60_000;
const QUEUES = toQueues(
  // By the calendar: the test runs on holidays too.
  createQueue('geral', { sla: { firstAnswerMs: { default: 10 * MINUTE_MS }, onlyOpenHours: false } }),
  createQueue('ouvidoria', { hours: { ...createQueue('x').hours, spans: [] } }),
);
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE_MS).toISOString();

overDatabases('the board', (database) => {
  it('shows what waits, who is there, and how terms stand', async () => {
    const log = openDeskLog(database());
    const ana = await log.person({ name: 'Ana', queues: ['geral', 'ouvidoria'] });
    await log.person({ name: 'Bia', availability: 'busy' });
    await log.person({ name: 'Caio', isOnline: false });
    await log.person({ name: 'Duda', roles: ['supervisor'] });
    const open = async (minutes: number, more: object = {}, channel = 'web') => {
      const { conversationId } = await log.contact({ at: ago(minutes), channel });
      await log.ticket(conversationId, { since: ago(minutes), ...more });
    };
    await open(9);
    await open(12);
    await open(1, { reasons: ['age-80'] });
    const hers = { personId: ana, assignedAt: ago(3), answeredAt: ago(2) };
    const awaited = ago(1);
    await open(4, { ...hers, awaitingSince: awaited }, 'voice');
    await open(5, hers);
    await open(6, { ...hers, queue: 'ouvidoria', awaitingSince: ago(0.5) });

    // However long that took, their windows are open.
    await database().query('update people set seen_at = now() where seen_at is not null');
    const read = createBoardReader(database(), QUEUES);
    const [board, same] = await Promise.all([read(), read()]);
    assert.equal(board, same);
    const [geral, ouvidoria] = board.queues;
    assert.deepEqual([geral?.queue, ouvidoria?.queue], ['geral', 'ouvidoria']);
    assert.equal(ouvidoria?.isOpen, false);
    assert.deepEqual([geral?.waiting, geral?.active, ouvidoria?.active], [3, 2, 1]);
    assert.ok(Math.abs(Date.parse(geral?.oldestSince ?? '') - Date.parse(ago(12))) < MINUTE_MS);
    assert.equal(ouvidoria?.oldestSince, null);
    assert.deepEqual(geral?.people, { available: 1, busy: 1, online: 2 });
    assert.deepEqual(geral?.terms, { due: 1, broken: 1 });
    assert.equal(ouvidoria?.answeredInTarget, null);
    const people = board.people.map(({ name, isOnline, active, activeByChannel }) => [
      name,
      isOnline,
      active,
      activeByChannel,
    ]);
    assert.deepEqual(people, [
      ['Ana', true, 3, { voice: 1, web: 2 }],
      ['Bia', true, 0, {}],
      ['Caio', false, 0, {}],
    ]);
    assert.equal(board.people[0]?.awaitedSince, awaited);
  });

  it('counts the day that it is where the house is', async () => {
    const log = openDeskLog(database());
    const person = await log.person({ name: 'Eva', queues: ['ouvidoria'] });
    const day = dayOf(new Date());
    const before = new Date(Date.parse(`${day}T00:00:00-03:00`) - 1).toISOString();
    const since = `${day}T00:00:00-03:00`;
    const answeredAt = new Date(Date.parse(since) + MINUTE_MS).toISOString();
    for (const moment of [before, since]) {
      const { conversationId } = await log.contact({ at: moment });
      const ended = { personId: person, assignedAt: answeredAt, answeredAt, endedAt: answeredAt };
      await log.ticket(conversationId, { since: moment, queue: 'suporte', ...ended });
    }
    const queues = toQueues(createQueue('suporte', { sla: { firstAnswerMs: { default: 2 * MINUTE_MS } } }));
    const [suporte] = (await createBoardReader(database(), queues)()).queues;
    assert.deepEqual(suporte?.today, { came: 1, ended: 1 });
    assert.deepEqual(suporte?.answeredInTarget, { count: 1, of: 1 });
  });
});

describe('who looks after the desk', () => {
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk[Symbol.asyncDispose]());

  it('reads board, alerts and reports; who answers or writes does not', async () => {
    const { people, call, database } = desk;
    const log = openDeskLog(database);
    const { conversationId } = await log.contact({ at: '2026-03-02T12:00:00Z' });
    await log.ticket(conversationId, {
      since: '2026-03-02T12:01:00Z',
      personId: people.attendant.personId,
      assignedAt: '2026-03-02T12:02:00Z',
    });
    const period = 'from=2026-03-01&to=2026-03-31';
    const paths = ['/board', '/alerts', `/reports?${period}`, `/reports.csv?${period}&by=person`];
    for (const path of paths) {
      for (const person of [people.attendant, people.author])
        assert.equal((await call(person, 'GET', path)).status, 403, path);
      for (const person of [people.admin, people.supervisor, people.auditor])
        assert.equal((await call(person, 'GET', path)).status, 200, path);
    }
    const board = (await call<Board>(people.auditor, 'GET', '/board')).body;
    assert.ok(board.queues.some(({ queue, active }) => queue === 'geral' && active === 1));
    const report = (await call<Report>(people.supervisor, 'GET', `/reports?${period}&by=queue`)).body;
    assert.deepEqual(
      report.rows.map(({ key, tickets }) => [key, tickets.tickets, tickets.wait.medianMs]),
      [['geral', 1, MINUTE_MS]],
    );
  });

  it('gets reports as spreadsheets read them, with nothing in them that is run', async () => {
    const { people, call, database, enter } = desk;
    const log = openDeskLog(database);
    const evil = await log.person({ name: '=HYPERLINK("http://x";"y")' });
    const { conversationId } = await log.contact({ at: '2026-04-07T12:00:00Z' });
    const since = '2026-04-07T12:00:00Z';
    const endedAt = '2026-04-07T12:30:00Z';
    await log.ticket(conversationId, {
      since,
      personId: evil,
      assignedAt: since,
      answeredAt: since,
      endedAt,
    });
    for (const rating of [4, 5]) await log.tell(conversationId, endedAt, { type: 'feedback-given', rating });
    const path = '/reports.csv?from=2026-04-07&to=2026-04-07&by=person';
    const { body, headers } = await call<string>(people.supervisor, 'GET', path);
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
    assert.match(String(headers['content-disposition']), /^attachment; filename="guiche-person-2026-04-07/);
    assert.ok(body.startsWith('\uFEFFPessoa;Contatos;'));
    const [, line = '', total = ''] = body.split('\r\n');
    assert.ok(line.startsWith(`"'=HYPERLINK(""http://x"";""y"")";;`), line);
    assert.ok(line.endsWith(';1;5'), line);
    assert.ok(total.startsWith('Total;;'), total);
    const english = await enter(['auditor'], { locale: 'en' });
    const told = (await call<string>(english, 'GET', path)).body;
    assert.ok(told.startsWith('\uFEFFPerson,Contacts,'));
  });

  it('gets each report that it asks for, also where many are asked for at once', async () => {
    const days = ['2026-05-01', '2026-05-02', '2026-05-02', '2026-05-03'];
    const log = openDeskLog(desk.database);
    await log.contact({ at: '2026-05-02T12:00:00Z' });
    const read = await Promise.all(
      days.map((day) => desk.call<Report>(desk.people.auditor, 'GET', `/reports?from=${day}&to=${day}`)),
    );
    assert.deepEqual(
      read.map(({ body }) => [body.from, body.total.contacts?.contacts]),
      days.map((day) => [day, day === '2026-05-02' ? 1 : 0]),
    );
  });

  it('is told what is wrong with a period', async () => {
    const ask = (period: string) => desk.call(desk.people.supervisor, 'GET', `/reports?${period}`);
    for (const period of [
      'from=2026-03-02&to=2026-03-01',
      'from=2025-01-01&to=2026-03-01',
      'from=x&to=2026-01-01',
    ])
      assert.equal((await ask(period)).status, 400, period);
  });
});
