/** When people are there: days, holidays, and how it is told. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { describeHours, findOpening, isHoliday, isOpen, type OpeningHours } from '../src/opening-hours.ts';

const HOURS: OpeningHours = {
  timeZone: 'America/Sao_Paulo',
  spans: [{ weekdays: [1, 2, 3, 4, 5], fromMinute: 8 * 60, toMinute: 18 * 60 }],
  optionalHolidays: ['carnival', 'ash-wednesday', 'corpus-christi'],
  closedOn: ['2026-12-24', '01-25'],
};
/** Brasília is three hours behind UTC, all the year since 2019. */
const at = (local: string): Date => new Date(`${local}:00-03:00`);

describe('opening hours', () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['2026-11-23T08:00', undefined],
    ['2026-11-23T07:59', '2026-11-23T08:00'],
    ['2026-11-23T17:59', undefined],
    ['2026-11-23T18:00', '2026-11-24T08:00'],
    ['2026-11-20T10:00', '2026-11-23T08:00'],
    ['2026-11-21T15:00', '2026-11-23T08:00'],
    ['2026-04-02T20:00', '2026-04-06T08:00'],
    ['2026-02-13T19:00', '2026-02-19T08:00'],
    ['2026-06-04T10:00', '2026-06-05T08:00'],
    ['2026-12-23T18:30', '2026-12-28T08:00'],
    ['2027-01-25T10:00', '2027-01-26T08:00'],
    ['2026-12-31T23:59', '2027-01-04T08:00'],
  ];
  for (const [now, opening] of rows) {
    it(`${now}: ${opening === undefined ? 'somebody is there' : `open from ${opening}`}`, () => {
      assert.equal(isOpen(at(now), HOURS), opening === undefined);
      assert.equal(findOpening(at(now), HOURS)?.toISOString(), opening && at(opening).toISOString());
    });
  }

  // Easter: 2024-03-31, 2025-04-20, 2026-04-05, 2027-03-28, 2038-04-25, and the rare 2076-04-19.
  it('knows the movable days of every year', () => {
    const fridays = ['2024-03-29', '2025-04-18', '2026-04-03', '2027-03-26', '2038-04-23', '2076-04-17'];
    for (const day of fridays) assert.ok(isHoliday(day, { ...HOURS, optionalHolidays: [] }), day);
    for (const day of ['2026-02-16', '2026-02-17', '2026-02-18', '2026-06-04', '2025-03-04', '2025-06-19']) {
      assert.ok(isHoliday(day, HOURS), day);
      assert.ok(!isHoliday(day, { ...HOURS, optionalHolidays: [] }), day);
    }
  });

  it('opens in the time of the place, also where clocks change', () => {
    const newYork = { ...HOURS, timeZone: 'America/New_York' };
    assert.equal(
      findOpening(new Date('2026-03-08T04:00:00Z'), newYork)?.toISOString(),
      '2026-03-09T12:00:00.000Z',
    );
  });

  it('says no day where there is none', () => {
    assert.equal(findOpening(at('2026-11-23T10:00'), { ...HOURS, spans: [] }), undefined);
  });

  it('is closed until the opening it tells, and open then', () => {
    const moments = fc.date({
      min: new Date('2020-01-01'),
      max: new Date('2060-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (now) => {
        const opening = findOpening(now, HOURS);
        if (opening === undefined) return isOpen(now, HOURS);
        return (
          opening > now && isOpen(opening, HOURS) && !isOpen(new Date(opening.getTime() - 60_000), HOURS)
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is told in the citizen’s language', () => {
    assert.equal(describeHours(HOURS, 'pt-BR'), 'de segunda a sexta, das 8h às 18h');
    assert.equal(describeHours(HOURS, 'en'), 'Monday to Friday, from 8:00 to 18:00');
    assert.equal(describeHours(HOURS, 'es'), 'de lunes a viernes, de 8:00 a 18:00');
    const spans = [
      { weekdays: [1, 2, 3, 4, 5], fromMinute: 480, toMinute: 720 },
      { weekdays: [1, 2, 3, 4, 5], fromMinute: 810, toMinute: 1080 },
      { weekdays: [6], fromMinute: 480, toMinute: 720 },
    ] as const;
    assert.equal(
      describeHours({ ...HOURS, spans }, 'pt-BR'),
      'de segunda a sexta, das 8h às 12h e das 13h30 às 18h; sábado, das 8h às 12h',
    );
  });
});
