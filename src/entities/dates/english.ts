/** English, for what foreigners write most: a smaller grammar than the Portuguese one. */

import { CLOSED_WORDS, MONTHS, SHORT_MONTHS, WEEKDAYS } from '../vocabularies/english.ts';
import { ENGLISH_HOLIDAYS } from '../vocabularies/holidays.ts';
import { NUMERALS } from '../vocabularies/numerals.ts';
import { ORDINALS } from '../vocabularies/ordinals.ts';
import { between } from './between.ts';
import { clockOf, hoursBetween, PARTS, placeClock, resolveClock } from './clock.ts';
import { createReaders, isClosedBy } from './common-readers.ts';
import { addCombinations, addNames, type CommonWords, fromNow, shifted } from './common-rules.ts';
import { addHolidays } from './holiday-rules.ts';
import { afterWorkingDays } from './holidays.ts';
import {
  calendarUnit,
  dayInMonth,
  dayOfSomeMonth,
  monthInYear,
  weekday,
  weekdayFromToday,
  wholeYear,
} from './meaning.ts';
import { createGrammar, type Grammar } from './patterns.ts';
import type { Adder, Values } from './values.ts';

const WORDS: CommonWords = {
  days: [
    ['today', 0],
    ['tomorrow', 1],
    ['the? day after tomorrow', 2],
    ['yesterday', -1],
    ['the? day before yesterday', -2],
  ],
  units: [
    ['year|years', 'Y'],
    ['month|months', 'M'],
    ['week|weeks', 'W'],
    ['day|days', 'D'],
    ['hour|hours', 'h'],
    ['minute|minutes|min', 'm'],
  ],
  calendarUnits: [
    ['week', 'week'],
    ['month', 'month'],
    ['quarter', 'quarter'],
    ['year', 'year'],
    ['weekend', 'weekend'],
  ],
  partsOfDay: [
    ['morning', 'morning'],
    ['afternoon', 'afternoon'],
    ['evening|night', 'night'],
  ],
  and: 'and',
  of: 'of',
};

function addClock({ add }: Adder): void {
  add('clock', ['at? <hour> am', 'at? <hour> a . m .'], (hour) =>
    placeClock(hour, hour.minute >= 720 ? 'dawn' : 'morning'),
  );
  add('clock', 'at? <clockDigits> am', (clock) =>
    placeClock(clock, clock.minute >= 720 ? 'dawn' : 'morning'),
  );
  add('clock', ['at? <hour> pm', 'at? <clockDigits> pm'], (clock) => placeClock(clock, 'afternoon'));
  add('clock', ['at <hour> $', 'at? <hour> o clock', 'at <clockDigits>'], (clock) => clock);
  add('clock', 'half past <hour>', ({ minute, open }) => ({ minute: minute + 30, open }));
  add('clock', 'at? noon', () => clockOf(12, 0, false));
  add('clock', 'at? midnight', () => ({ minute: 1_440, open: false }));
  add('part', 'in|during the <partOfDay>', (part) => part);
  add('hours', ['from <clock> to|until|till <clock>', 'between <clock> and <clock>'], hoursBetween);
  add('window', '<day> <partOfDay>', (day, part) => ({ day, ...PARTS[part] }));
}

export function createEnglishGrammar(): Grammar<Values> {
  const vocabulary = {
    numerals: NUMERALS.en,
    ordinals: ORDINALS.en,
    months: MONTHS,
    shortMonths: SHORT_MONTHS,
    weekdays: WEEKDAYS,
  };
  const grammar = createGrammar<Values>(createReaders(vocabulary), isClosedBy(CLOSED_WORDS));
  const { add } = grammar;
  addNames(grammar, WORDS);
  addCombinations(grammar, WORDS);
  addHolidays(grammar, { names: ENGLISH_HOLIDAYS, of: 'of', next: 'next|this|coming', last: 'last' });
  addClock(grammar);
  add('day', '<weekday>', weekday);
  add('day', ['next <weekday>', 'this <weekday>', 'coming <weekday>'], (day) =>
    weekdayFromToday(day, 'future'),
  );
  add('day', 'last <weekday>', (day) => weekdayFromToday(day, 'past'));
  add('date', ['<shortMonth> the? <dayOfMonth> $'], (month, date) => dayInMonth(date, { month }));
  add('date', '<shortMonth> the? <dayOfMonth> ,? <wholeYear>', (month, date, year) =>
    dayInMonth(date, { when: monthInYear(month, year) }),
  );
  add('date', ['<dayOfMonth> <shortMonth> $'], (date, month) => dayInMonth(date, { month }));
  add('date', ['the <ordinal>', 'day <dayOfMonth>'], dayOfSomeMonth);
  add('day', ['in <length>', '<length> from now'], (length) => shifted(length, 1));
  add('day', '<length> ago', (length) => shifted(length, -1));
  add('fromNow', ['in <length>', '<length> from now'], (length) => fromNow(length, 1));
  add('fromNow', '<length> ago', (length) => fromNow(length, -1));
  add('span', 'this <calendarUnit>', (unit) => calendarUnit(unit, 0));
  add('span', 'next <calendarUnit>', (unit) => calendarUnit(unit, 1));
  add('span', 'last <calendarUnit>', (unit) => calendarUnit(unit, -1));
  add(
    'range',
    ['from <either> to|until|till <either>', 'between <either> and <either>', '<either> to <either>'],
    between,
  );
  add('range', 'in <year>', wholeYear);
  add('bound', ['until|till|by <either>'], (when) => ({ side: 'until', when, shift: 0 }));
  add('bound', 'before <either>', (when) => ({ side: 'until', when, shift: -1 }));
  add('bound', 'since <either>', (when) => ({ side: 'since', when, shift: 0, tense: 'past' }));
  add('bound', 'after <either>', (when) => ({ side: 'since', when, shift: 1 }));
  add('bound', ['until|till|by|before <clock>'], (clock) => ({ side: 'until', minute: resolveClock(clock) }));
  add('bound', ['after <clock>'], (clock) => ({ side: 'since', minute: resolveClock(clock) }));
  add('day', ['in <workingDays>', '<workingDays> from now'], (days) => afterWorkingDays(days, 1));
  add('workingDays', ['<integer> working|business day|days'], (days) => days);
  return grammar;
}
