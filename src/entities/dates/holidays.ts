/**
 * Holidays, and the days between them that are worked.
 *
 * - National holidays: Lei 662/1949, as Lei 10.607/2002 has it (1 January, 21 April, 1 May, 7 September,
 *   2 and 15 November, 25 December), Lei 6.802/1980 (12 October), Lei 14.759/2023 (20 November).
 * - Good Friday is a holiday of the municipalities, and of all of them: Lei 9.093/1995, art. 2.
 * - Carnival, Ash Wednesday and Corpus Christi are none by federal law: offices close on them by decree, so
 *   they have a date, and count as working days.
 */
import { type Day, monthOf, spanOfMonths, weekdayOf } from './calendar.ts';
import { everyYear, fixed, fixedDay, type When } from './meaning.ts';

/** The day it is on in a year. */
export type Holiday = (year: number) => Day;

const on =
  (date: number, month: number): Holiday =>
  (year) =>
    spanOfMonths({ year, month }, 1).first + date - 1;

/** The Gregorian rule, as Meeus gives it ("Astronomical Algorithms", chapter 8). */
function easterOf(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const skipped =
    century - Math.floor(century / 4) - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const fullMoon = (19 * golden + skipped + 15) % 30;
  const leaps = 32 + 2 * (century % 4) + 2 * Math.floor((year % 100) / 4);
  const toSunday = (leaps - fullMoon - (year % 4)) % 7;
  const late = Math.floor((golden + 11 * fullMoon + 22 * toSunday) / 451);
  // Counted from 22 March, the earliest it can be.
  return on(22, 3)(year) + fullMoon + toSunday - 7 * late;
}

const fromEaster =
  (days: number): Holiday =>
  (year) =>
    easterOf(year) + days;

export const NEW_YEAR = on(1, 1);
export const NEW_YEARS_EVE = on(31, 12);
export const TIRADENTES = on(21, 4);
export const LABOUR_DAY = on(1, 5);
export const INDEPENDENCE = on(7, 9);
export const PATRONESS = on(12, 10);
export const ALL_SOULS = on(2, 11);
export const REPUBLIC = on(15, 11);
export const BLACK_AWARENESS = on(20, 11);
export const CHRISTMAS = on(25, 12);
export const CHRISTMAS_EVE = on(24, 12);
export const CARNIVAL_MONDAY = fromEaster(-48);
/** "Carnaval" alone is its Tuesday. */
export const CARNIVAL = fromEaster(-47);
export const ASH_WEDNESDAY = fromEaster(-46);
export const PALM_SUNDAY = fromEaster(-7);
export const GOOD_FRIDAY = fromEaster(-2);
export const EASTER = fromEaster(0);
export const CORPUS_CHRISTI = fromEaster(60);

const NOT_WORKED: readonly Holiday[] = [
  NEW_YEAR,
  TIRADENTES,
  LABOUR_DAY,
  INDEPENDENCE,
  PATRONESS,
  ALL_SOULS,
  REPUBLIC,
  BLACK_AWARENESS,
  CHRISTMAS,
  GOOD_FRIDAY,
];

const isWorked = (day: Day): boolean =>
  weekdayOf(day) <= 5 && !NOT_WORKED.some((holiday) => holiday(monthOf(day).year) === day);

/** Ten years of them: more are no deadline, and would be counted one by one. */
const MOST_WORKING_DAYS = 2_600;

function countWorkingDays(today: Day, count: number, sign: 1 | -1): Day {
  let day = today;
  for (let left = count; left > 0; ) {
    day += sign;
    if (isWorked(day)) left--;
  }
  return day;
}

/** The day so many working days from today, which does not count: Lei 9.784/1999, art. 66. */
export const afterWorkingDays = (count: number, sign: 1 | -1): When | undefined =>
  count > MOST_WORKING_DAYS ? undefined : fixedDay((today) => countWorkingDays(today, count, sign));

/** From today until then. */
export const withinWorkingDays = (count: number): When | undefined =>
  count > MOST_WORKING_DAYS
    ? undefined
    : fixed((today) => ({ first: today, last: countWorkingDays(today, count, 1) }));

/** The next one, or the last, which is not today. */
export const holidayFromToday = (holiday: Holiday, direction: 'future' | 'past'): When =>
  fixed((today, anchor) =>
    everyYear(holiday).at({ ...anchor, from: direction === 'future' ? today + 1 : today - 1, direction }),
  );

/** Of a year that is said. */
export const holidayIn = (holiday: Holiday, year: When): When => ({
  fixed: year.fixed,
  at: (anchor) => {
    const span = year.at(anchor);
    const day = span && holiday(monthOf(span.first).year);
    return day === undefined ? undefined : { first: day, last: day };
  },
});
