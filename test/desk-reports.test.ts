/** Reports: every figure of a log that was written by hand is known beforehand. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { clocksOf } from '../src/desk/sla.ts';
import { readReport } from '../src/store/reports.ts';
import type { ReportBy } from '../src/supervision.ts';
import { overDatabases } from './helpers/databases.ts';
import { openDeskLog, type TicketWishes } from './helpers/desk-log.ts';
import { createQueue, OFFICE_HOURS, toQueues } from './helpers/desk-queues.ts';
import { putKnownDay } from './helpers/known-day.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const QUEUES = toQueues(
  createQueue('geral', {
    sla: { firstAnswerMs: { default: 10 * MINUTE_MS, voice: MINUTE_MS }, resolutionMs: 7 * DAY_MS },
    hours: OFFICE_HOURS,
  }),
  createQueue('ouvidoria', { sla: { resolutionMs: 30 * DAY_MS, extensionMs: 30 * DAY_MS } }),
);
const NOW = new Date('2026-07-20T15:00:00Z');

overDatabases('reports', (database) => {
  const read = (from: string, to: string, by: ReportBy, now = NOW) =>
    readReport(database(), { from, to, by, queues: QUEUES, courtesies: ['greeting'], now });

  it('count what came, who solved it, and what citizens said of it', async () => {
    await putKnownDay(database());
    const { total, rows } = await read('2026-03-02', '2026-03-02', 'day');
    assert.equal(rows.length, 1);
    assert.deepEqual({ ...rows[0], key: '' }, total);
    assert.deepEqual(total.contacts, {
      contacts: 11,
      handedOff: 4,
      alone: 7,
      solvedAlone: 4,
      saidSolvedAlone: 2,
    });
    assert.deepEqual(total.satisfaction, {
      asked: 9,
      answered: 6,
      solved: 3,
      notSolved: 2,
      ratings: 3,
      ratingMean: 3,
    });
    assert.deepEqual(total.tickets, {
      tickets: 4,
      closed: 2,
      returned: 1,
      gaveUp: 1,
      wait: { count: 2, medianMs: 5 * MINUTE_MS, p90Ms: 5.8 * MINUTE_MS },
      firstAnswer: { count: 2, medianMs: 10.5 * MINUTE_MS, p90Ms: 10.9 * MINUTE_MS },
      handling: { count: 2, medianMs: 40 * MINUTE_MS, p90Ms: 56 * MINUTE_MS },
      reopened: 1,
      firstAnswerTerm: { kept: 1, broken: 1, running: 0 },
      resolutionTerm: { kept: 3, broken: 1, running: 0 },
      estimate: { count: 1, of: 2 },
    });
  });

  it('have a row for each person, queue, channel and intent', async () => {
    const people = await read('2026-03-02', '2026-03-02', 'person');
    const titles = people.rows.map(({ title, key, contacts, satisfaction, tickets }) => [
      title ?? key,
      contacts,
      satisfaction.ratingMean,
      tickets.tickets,
    ]);
    assert.deepEqual(titles.sort(), [
      ['', null, null, 2],
      ['Ana', null, 5, 1],
      ['Rui', null, 2, 1],
    ]);
    const figures = async (by: ReportBy) =>
      (await read('2026-03-02', '2026-03-02', by)).rows.map((row) => [
        row.key,
        row.contacts?.contacts ?? null,
        row.tickets.tickets,
      ]);
    assert.deepEqual(await figures('queue'), [
      ['geral', null, 3],
      ['ouvidoria', null, 1],
    ]);
    assert.deepEqual(await figures('channel'), [
      ['voice', 2, 1],
      ['web', 9, 3],
    ]);
    assert.deepEqual(await figures('intent'), [
      ['', 7, 3],
      ['greeting', 1, 0],
      ['iptu', 3, 1],
    ]);
  });

  it('have the days of the house, also where its clocks were put forward', async () => {
    const log = openDeskLog(database());
    // 2018-11-04, 0:00, did not exist in Brasília: the day began at 1:00, two hours before UTC.
    for (const at of ['2018-11-04T02:59:59Z', '2018-11-04T03:00:00Z', '2018-11-05T01:59:59Z'])
      await log.contact({ at });
    await log.contact({ at: '2018-11-05T02:00:00Z' });
    const { rows, total } = await read('2018-11-03', '2018-11-05', 'day');
    assert.deepEqual(
      rows.map(({ key, contacts }) => [key, contacts?.contacts]),
      [
        ['2018-11-03', 1],
        ['2018-11-04', 2],
        ['2018-11-05', 1],
      ],
    );
    assert.equal(total.contacts?.contacts, 4);
    assert.equal((await read('2018-11-04', '2018-11-04', 'channel')).total.contacts?.contacts, 2);
  });

  it('leave out what was only moved to another conversation', async () => {
    const log = openDeskLog(database());
    const first = await log.contact({ at: '2017-05-02T12:00:00Z', closedAt: '2017-05-02T13:00:00Z' });
    const second = await log.contact({ at: '2017-05-03T12:00:00Z', closedAt: '2017-05-03T12:01:00Z' });
    await log.tell(first.conversationId, '2017-05-03T12:01:00Z', {
      type: 'conversation-reopened',
      from: second.protocolNumber,
    });
    // Taken up again by somebody of the house, under its own number, it is where it was.
    const third = await log.contact({ at: '2017-05-04T12:00:00Z', closedAt: '2017-05-04T13:00:00Z' });
    await log.tell(third.conversationId, '2017-05-04T14:00:00Z', {
      type: 'conversation-reopened',
      from: third.protocolNumber,
      by: { personId: 'p', name: 'Ana' },
    });
    const { total } = await read('2017-05-01', '2017-05-31', 'channel');
    assert.deepEqual(total.contacts, {
      contacts: 3,
      handedOff: 0,
      alone: 2,
      solvedAlone: 0,
      saidSolvedAlone: 0,
    });
  });

  it('let no term run on days on which nobody is there', async () => {
    const log = openDeskLog(database());
    // A Saturday; the clock of the queue stands still until Monday.
    const since = '2015-06-06T12:00:00Z';
    for (const answeredAt of [undefined, '2015-06-06T20:00:00Z']) {
      const { conversationId } = await log.contact({ at: since });
      await log.ticket(conversationId, { since, ...(answeredAt === undefined ? {} : { answeredAt }) });
    }
    const { total } = await read('2015-06-06', '2015-06-06', 'queue', new Date('2015-06-07T12:00:00Z'));
    assert.deepEqual(total.tickets.firstAnswerTerm, { kept: 1, broken: 0, running: 1 });
  });

  it('know a kept term from a broken one as the clocks of the desk do', async () => {
    const log = openDeskLog(database());
    // Not on a full minute: what is due at the very moment of closing is due at that of opening too.
    const start = Date.parse('2016-02-01T00:00:13Z');
    const minutes = (most: number) => fc.integer({ min: 0, max: most });
    const ticket = fc.record({
      since: minutes(20_000),
      answered: fc.option(minutes(3_000)),
      ended: fc.option(minutes(60_000)),
      isExtended: fc.boolean(),
      queue: fc.constantFrom('geral', 'ouvidoria'),
      channel: fc.constantFrom('web', 'voice'),
    });
    const sample = fc.sample(ticket, 40);
    const now = new Date(start + 60 * DAY_MS);
    const expected = { kept: 0, broken: 0, running: 0 };
    const expectedEnd = { ...expected };
    for (const { since, answered, ended, isExtended, queue, channel } of sample) {
      const moment = (after: number) => new Date(start + after * MINUTE_MS);
      const answeredAt = answered === null ? null : moment(since + answered);
      const endedAt = ended === null ? null : moment(since + (answered ?? 0) + ended);
      const isPast = endedAt === null || endedAt <= now;
      const facts = {
        channel,
        since: moment(since),
        answeredAt,
        awaitingSince: null,
        extendedAt: isExtended ? moment(since) : null,
        endedAt: isPast ? endedAt : null,
      };
      const wishes: TicketWishes = {
        since: facts.since.toISOString(),
        queue,
        ...(answeredAt ? { answeredAt: answeredAt.toISOString() } : {}),
        ...(facts.endedAt ? { endedAt: facts.endedAt.toISOString() } : {}),
        ...(isExtended ? { extendedAt: facts.since.toISOString() } : {}),
      };
      const { conversationId } = await log.contact({ at: wishes.since, channel });
      await log.ticket(conversationId, wishes);
      const of = QUEUES.get(queue);
      assert.ok(of);
      for (const { kind, dueAt, keptAt } of clocksOf(facts, of.sla, of.hours)) {
        const state = (keptAt ?? now.toISOString()) > dueAt ? 'broken' : keptAt ? 'kept' : 'running';
        (kind === 'first-answer' ? expected : expectedEnd)[state]++;
      }
    }
    const { total } = await read('2016-01-31', '2016-03-01', 'queue', now);
    assert.deepEqual(total.tickets.firstAnswerTerm, expected, JSON.stringify(sample));
    assert.deepEqual(total.tickets.resolutionTerm, expectedEnd, JSON.stringify(sample));
  });
});
