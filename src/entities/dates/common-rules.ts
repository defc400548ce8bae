/** Rules whose words differ from language to language but whose shape does not. */
import { PARTS, type PartOfDay, resolveClock } from './clock.ts';
import {
  addLengths,
  isByClock,
  type Length,
  lengthOf,
  minutesOf,
  shiftDay,
  type TimeUnit,
} from './lengths.ts';
import {
  type CalendarUnit,
  dayInMonth,
  fixedDay,
  monthInYear,
  type When,
  wholeMonth,
  wholeYear,
} from './meaning.ts';
import type { Adder } from './values.ts';

export interface CommonWords {
  /** Patterns of days by their distance from today. */
  readonly days: readonly (readonly [string, number])[];
  readonly units: readonly (readonly [string, TimeUnit])[];
  readonly calendarUnits: readonly (readonly [string, CalendarUnit])[];
  readonly partsOfDay: readonly (readonly [string, PartOfDay])[];
  readonly and: string;
  readonly of: string;
}

export const shifted = (length: Length, sign: 1 | -1): When | undefined =>
  isByClock(length) ? undefined : fixedDay((today) => shiftDay(today, length, sign));

export const fromNow = (length: Length, sign: 1 | -1): number | undefined =>
  isByClock(length) ? sign * minutesOf(length) : undefined;

/** Of what the words name. */
export function addNames({ add }: Adder, words: CommonWords): void {
  for (const [pattern, offset] of words.days) add('day', pattern, () => fixedDay((today) => today + offset));
  for (const [pattern, unit] of words.units) add('unit', pattern, () => ({ unit, times: 1 }));
  for (const [pattern, unit] of words.calendarUnits) add('calendarUnit', pattern, () => unit);
  for (const [pattern, part] of words.partsOfDay) add('partOfDay', pattern, () => part);
  add('length', '<integer> <unit>', (amount, unit) => (amount > 0 ? lengthOf(amount, unit) : undefined));
  const and = words.and as 'and';
  add('length', `<integer> <unit> ${and} <integer> <unit>`, (a, first, b, second) =>
    first.unit === second.unit ? undefined : addLengths(lengthOf(a, first), lengthOf(b, second)),
  );
}

/** Of dates, months and what combines them. */
export function addCombinations({ add }: Adder, { of }: CommonWords): void {
  // Only so do the patterns below show the types of what they read.
  const preposition = of as 'of';
  add('wholeYear', '<year>', wholeYear);
  add('monthRef', '<month>', (month) => ({ month }));
  add('monthRef', `<month> ${preposition}|,? <wholeYear>`, (month, year) => ({
    when: monthInYear(month, year),
  }));
  add('monthRef', '<monthAndYear>', (when) => ({ when }));
  add('date', '<numericDate>', (date) => date);
  add('date', `<dayOfMonth> ${preposition}? <monthRef>`, dayInMonth);
  add('day', '<date>', (date) => date);
  add('day', '<weekday> ,? <date>', (_, date) => date);
  add('span', '<monthRef>', wholeMonth);
  add('either', '<day>', (day) => day);
  add('either', '<span>', (span) => span);
  add('clock', '<clockDigits>', (clock) => clock);
  add('moment', ['<day> ,? <clock>', '<day> t <clockDigits>'], (day, clock) => ({
    day,
    minute: resolveClock(clock),
  }));
  add('moment', '<clock> ,? <day>', (clock, day) => ({ day, minute: resolveClock(clock) }));
  add('window', '<day> ,? <part>', (day, part) => ({ day, ...PARTS[part] }));
  add('window', '<day> ,? <hours>', (day, hours) => ({ day, ...hours }));
  add('hours', '<part>', (part) => PARTS[part]);
}
