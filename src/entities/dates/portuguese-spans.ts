/** Weeks, months, years, their parts, and from one day to another. */

import { between } from './between.ts';
import { withinWorkingDays } from './holidays.ts';
import { isByClock, type Length, shiftDay } from './lengths.ts';
import {
  type CalendarUnit,
  calendarUnit,
  dayOfSomeMonth,
  daysInMonth,
  fixed,
  fortnight,
  type MonthRef,
  map,
  monthFromToday,
  monthInYear,
  partOfYear,
  type Third,
  third,
  type When,
  weekday,
  weekOfMonth,
  wholeMonth,
  wholeYear,
} from './meaning.ts';
import type { Adder } from './values.ts';

const UNITS: readonly (readonly [string, CalendarUnit])[] = [
  ['semana', 'week'],
  ['mes', 'month'],
  ['ano', 'year'],
  ['bimestre', 'bimester'],
  ['trimestre', 'quarter'],
  ['semestre', 'semester'],
  ['quinzena', 'fortnight'],
  ['fim|final de semana', 'weekend'],
  ['fds', 'weekend'],
  ['findi', 'weekend'],
];
const THIRDS: readonly (readonly [string, Third])[] = [
  ['inicio|comeco|comecinho', 'beginning'],
  ['meio|meados|metade', 'middle'],
  ['fim|final|finzinho', 'end'],
];
const THIS = 'este|esta|esse|essa|neste|nesta|nesse|nessa|deste|desta|desse|dessa';

/** Parts of the year that holds today, where no year is said. */
const thisYear = calendarUnit('year', 0);

function addUnitRules({ add }: Adder): void {
  for (const [pattern, unit] of UNITS) add('calendarUnit', pattern, () => unit);
  add('span', [`${THIS} <calendarUnit>`, '<calendarUnit> atual|corrente'], (unit) => calendarUnit(unit, 0));
  add(
    'span',
    [
      '<calendarUnit> que vem',
      'proximo|proxima <calendarUnit>',
      '<calendarUnit> seguinte',
      `${THIS} proximo|proxima <calendarUnit>`,
      'o|a? outro|outra <calendarUnit> que vem',
    ],
    (unit) => calendarUnit(unit, 1),
  );
  add(
    'span',
    ['<calendarUnit> passado|passada', 'ultimo|ultima <calendarUnit>', '<calendarUnit> anterior'],
    (unit) => calendarUnit(unit, -1),
  );
  add('span', '<calendarUnit> retrasado|retrasada', (unit) => calendarUnit(unit, -2));
  add('span', ['fim|final de semana', 'fds', 'findi'], () => calendarUnit('weekend', 0));
  add('span', ['dentro de <length>', 'em ate <length>', 'proximos|proximas <length>'], (length) =>
    within(length, 1),
  );
  add(
    'span',
    ['dentro de <workingDays>', 'em ate <workingDays>', 'proximos <workingDays>'],
    withinWorkingDays,
  );
  add('span', 'ultimos|ultimas <length>', (length) => within(length, -1));
}

const within = (length: Length, sign: 1 | -1): When | undefined =>
  isByClock(length)
    ? undefined
    : fixed((today) => {
        const other = shiftDay(today, length, sign);
        return { first: Math.min(today, other), last: Math.max(today, other) };
      });

function addMonthRules({ add }: Adder): void {
  add('wholeYear', 'ano? de? <year>', wholeYear);
  add('wholeYear', 'ano que vem', () => calendarUnit('year', 1));
  add('wholeYear', 'proximo ano', () => calendarUnit('year', 1));
  add('wholeYear', 'ano passado', () => calendarUnit('year', -1));
  add('wholeYear', [`${THIS} ano`, 'ano corrente|atual'], () => thisYear);
  add('monthRef', ['<month>', 'mes de <month>'], (month) => ({ month }));
  add(
    'monthRef',
    ['<month> de|do|da|/|,? <wholeYear>', 'mes de <month> de|do|da|/|,? <wholeYear>'],
    (month, year) => ({
      when: monthInYear(month, year),
    }),
  );
  add('monthRef', ['<month> passado', 'ultimo <month>'], (month) => ({
    when: monthFromToday(month, 'past'),
  }));
  add('monthRef', ['<month> que vem', 'proximo <month>'], (month) => ({
    when: monthFromToday(month, 'future'),
  }));
  add('monthRef', '<monthAndYear>', (when) => ({ when }));
  add('monthRef', [`${THIS} mes`, 'mes corrente|atual'], () => ({ when: calendarUnit('month', 0) }));
  add('monthRef', ['mes que vem', 'proximo mes', 'mes seguinte'], () => ({ when: calendarUnit('month', 1) }));
  add('monthRef', ['mes passado', 'ultimo mes'], () => ({ when: calendarUnit('month', -1) }));
  // "do mês": within another expression, never alone.
  add('innerMonth', '<monthRef>', (month) => month);
  add('innerMonth', 'mes', () => ({ when: calendarUnit('month', 0) }));
}

function addPartRules({ add }: Adder): void {
  for (const [pattern, part] of THIRDS) add('third', pattern, () => part);
  add('span', ['<third> de|do|da|deste|desta|desse|dessa <either>'], third);
  add('span', ['<third> de|do <innerMonth>'], (part, month) => third(part, wholeMonth(month)));
  add('span', ['<third> de|do <wholeYear>', '<third> do ano de <wholeYear>'], third);
  add('span', '<third> do ano', (part) => third(part, thisYear));
  add('span', ['<third> da semana', `<third> desta|dessa semana`], (part) =>
    third(part, calendarUnit('week', 0)),
  );
  add('span', '<ordinal> quinzena de|do|deste|desse <innerMonth>', (nth, month) => halfMonth(month, nth));
  add('span', 'ultima quinzena de|do <innerMonth>', (month) => halfMonth(month, 2));
  add('span', '<ordinal> semana de|do|deste|desse <innerMonth>', (nth, month) =>
    weekOfMonth(nth, wholeMonth(month)),
  );
  add('span', 'ultima semana de|do <innerMonth>', (month) => weekOfMonth(-1, wholeMonth(month)));
  add('span', '<ordinal> <calendarUnit>', (nth, unit) => partOfYear(unit, nth, thisYear));
  add('span', ['<ordinal> <calendarUnit> de|do|deste|desse|/ <wholeYear>'], (nth, unit, year) =>
    partOfYear(unit, nth, year),
  );
  add('span', '<ordinal> <calendarUnit> do ano', (nth, unit) => partOfYear(unit, nth, thisYear));
  add('span', ['ultimo <calendarUnit> de|do|deste|desse <wholeYear>'], (unit, year) =>
    partOfYear(unit, -1, year),
  );
  add('span', 'ultimo <calendarUnit> do ano', (unit) => partOfYear(unit, -1, thisYear));
}

const halfMonth = (month: MonthRef, nth: number): When =>
  map(wholeMonth(month), (span) => fortnight(span, nth));

function addDayRanges({ add }: Adder): void {
  add(
    'range',
    [
      'de|do|desde o? dia|dias? <dayOfMonth> a|à|ao|ate|- o? dia? <dayOfMonth> de|do|deste|desse <innerMonth>',
      'entre o|os? dia|dias? <dayOfMonth> e o? dia? <dayOfMonth> de|do|deste|desse <innerMonth>',
      'dia|dias? <dayOfMonth> a|ao|ate|- o? dia? <dayOfMonth> de|do|deste|desse <innerMonth>',
    ],
    daysInMonth,
  );
  add(
    'range',
    [
      'de|do|desde o? dia|dias? <dayOfMonth> a|ao|ate o? dia <dayOfMonth>',
      'entre o|os? dia|dias <dayOfMonth> e o? dia? <dayOfMonth>',
      'dia|dias <dayOfMonth> a|ao|ate o? dia? <dayOfMonth>',
    ],
    (first, last) => between(dayOfSomeMonth(first), dayOfSomeMonth(last)),
  );
}

function addRangeRules({ add }: Adder): void {
  add('either', '<day>', (day) => day);
  add('either', '<span>', (span) => span);
  add(
    'range',
    [
      'de|do|da|desde o|a? <either> a|à|ao|ate o|a|ao? <either>',
      'entre o|a? <either> e o|a? <either>',
      '<either> a|à|ao|ate o|a? <either>',
      '<either> - <either>',
    ],
    between,
  );
  add('range', ['de? <shortWeekday> a|à|ate|- <shortWeekday>'], (first, last) =>
    between(weekday(first), weekday(last)),
  );
  add(
    'range',
    ['de|desde <year> a|ate|à <year>', 'entre <year> e <year>', '<year> a|ate <year>'],
    (first, last) => (first < last ? between(wholeYear(first), wholeYear(last)) : undefined),
  );
  add('range', 'em <year>', wholeYear);
}

export function addSpanRules(adder: Adder): void {
  const { add } = adder;
  addUnitRules(adder);
  addMonthRules(adder);
  addPartRules(adder);
  add('span', '<monthRef>', wholeMonth);
  add('span', 'ano de? <year>', wholeYear);
  addDayRanges(adder);
  addRangeRules(adder);
}
