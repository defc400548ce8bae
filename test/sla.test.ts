/** Terms: what is due when, over nights, weekends and holidays. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addOpenMs, openMsBetween } from '../src/desk/open-time.ts';
import { clocksOf, isRunning, type SlaFacts } from '../src/desk/sla.ts';
import type { OpeningHours } from '../src/opening-hours.ts';
import type { SlaTargets } from '../src/queues.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const HOURS: OpeningHours = {
  timeZone: 'America/Sao_Paulo',
  spans: [
    { weekdays: [1, 2, 3, 4, 5], fromMinute: 13 * 60, toMinute: 18 * 60 },
    { weekdays: [1, 2, 3, 4, 5], fromMinute: 8 * 60, toMinute: 12 * 60 },
  ],
  optionalHolidays: [],
  closedOn: ['12-24'],
};
/** São Paulo is three hours behind. */
const at = (local: string): Date => new Date(`${local}-03:00`);
const SLA: SlaTargets = {
  firstAnswerMs: { default: 30 * MINUTE_MS, voice: MINUTE_MS },
  nextAnswerMs: { default: 20 * MINUTE_MS },
  resolutionMs: 30 * DAY_MS,
  extensionMs: 30 * DAY_MS,
  onlyOpenHours: true,
};
const facts = (own: Partial<SlaFacts> = {}): SlaFacts => ({
  channel: 'web',
  since: at('2026-11-23T09:00:00'),
  answeredAt: null,
  awaitingSince: null,
  extendedAt: null,
  endedAt: null,
  ...own,
});
const dueOf = (own: Partial<SlaFacts>, kind: string, sla = SLA) =>
  clocksOf(facts(own), sla, HOURS).find((clock) => clock.kind === kind)?.dueAt;

describe('terms', () => {
  it('count while people are there: over lunch, over a weekend, over Christmas', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['2026-11-23T09:00:00', '2026-11-23T09:30:00'],
      ['2026-11-23T11:50:00', '2026-11-23T13:20:00'],
      // A Friday evening; 15 November, a holiday, is a Sunday.
      ['2026-11-13T17:45:00', '2026-11-16T08:15:00'],
      ['2026-11-13T23:00:00', '2026-11-16T08:30:00'],
      // The 24th is the house's own day, the 25th a Friday and everybody's holiday.
      ['2026-12-23T17:40:00', '2026-12-28T08:10:00'],
    ];
    for (const [since, due] of cases)
      assert.equal(dueOf({ since: at(since) }, 'first-answer'), at(due).toISOString(), since);
  });

  it('of days are the calendar’s', () => {
    assert.equal(dueOf({}, 'resolution'), at('2026-12-23T09:00:00').toISOString());
  });

  it('prolonged once are 30 days longer', () => {
    const extendedAt = at('2026-12-20T09:00:00');
    assert.equal(dueOf({ extendedAt }, 'resolution'), at('2027-01-22T09:00:00').toISOString());
  });

  it('run always where the queue says so', () => {
    const since = at('2026-11-23T11:50:00');
    const always = { ...SLA, onlyOpenHours: false };
    assert.equal(dueOf({ since }, 'first-answer', always), at('2026-11-23T12:20:00').toISOString());
  });

  it('are those of the channel', () => {
    assert.equal(dueOf({ channel: 'voice' }, 'first-answer'), at('2026-11-23T09:01:00').toISOString());
  });

  it('go on where nobody is ever there', () => {
    const never = { ...HOURS, spans: [] };
    const [clock] = clocksOf(facts(), SLA, never);
    assert.equal(clock?.dueAt, at('2026-11-23T09:30:00').toISOString());
  });

  it('are kept by the first words, run again with the citizen’s next, and end with the ticket', () => {
    const answeredAt = at('2026-11-23T09:10:00');
    const running = (own: Partial<SlaFacts>) =>
      clocksOf(facts(own), SLA, HOURS)
        .filter(isRunning)
        .map(({ kind }) => kind);
    assert.deepEqual(running({}), ['first-answer', 'resolution']);
    assert.deepEqual(running({ answeredAt }), ['resolution']);
    const awaitingSince = at('2026-11-23T09:15:00');
    assert.deepEqual(running({ answeredAt, awaitingSince }), ['next-answer', 'resolution']);
    assert.equal(
      dueOf({ answeredAt, awaitingSince }, 'next-answer'),
      at('2026-11-23T09:35:00').toISOString(),
    );
    const endedAt = at('2026-11-23T10:00:00');
    assert.deepEqual(running({ answeredAt, endedAt }), []);
    const unanswered = clocksOf(facts({ endedAt }), SLA, HOURS);
    assert.deepEqual(
      unanswered.map(({ kind }) => kind),
      ['resolution'],
    );
  });

  it('promise nothing that the queue does not', () => {
    assert.deepEqual(clocksOf(facts(), { onlyOpenHours: true }, HOURS), []);
  });

  it('that were added are found again between the two moments', () => {
    const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 3 * DAY_MS }), (from, ms) => {
        const due = addOpenMs(from, ms, HOURS);
        assert.equal(openMsBetween(from, due, HOURS), ms);
      }),
      { numRuns: 200 },
    );
  });
});
