/** Spanish, for what neighbours write most: a smaller grammar than the Portuguese one. */
import { SPANISH_HOLIDAYS } from '../vocabularies/holidays.ts';
import { NUMERALS } from '../vocabularies/numerals.ts';
import { ORDINALS } from '../vocabularies/ordinals.ts';
import { CLOSED_WORDS, MONTHS, SHORT_MONTHS, WEEKDAYS } from '../vocabularies/spanish.ts';
import { between } from './between.ts';
import { clockOf, hoursBetween, placeClock, resolveClock } from './clock.ts';
import { createReaders, isClosedBy } from './common-readers.ts';
import { addCombinations, addNames, type CommonWords, fromNow, shifted } from './common-rules.ts';
import { addHolidays } from './holiday-rules.ts';
import { afterWorkingDays } from './holidays.ts';
import {
  calendarUnit,
  dayInMonth,
  dayOfSomeMonth,
  daysInMonth,
  weekday,
  weekdayFromToday,
  wholeYear,
} from './meaning.ts';
import { createGrammar, type Grammar } from './patterns.ts';
import type { Adder, Values } from './values.ts';

const WORDS: CommonWords = {
  days: [
    ['hoy', 0],
    ['manana', 1],
    ['pasado manana', 2],
    ['ayer', -1],
    ['anteayer|antier', -2],
    ['antes de ayer', -2],
  ],
  units: [
    ['ano|anos', 'Y'],
    ['mes|meses', 'M'],
    ['semana|semanas', 'W'],
    ['dia|dias', 'D'],
    ['hora|horas', 'h'],
    ['minuto|minutos|min', 'm'],
  ],
  calendarUnits: [
    ['semana', 'week'],
    ['mes', 'month'],
    ['trimestre', 'quarter'],
    ['semestre', 'semester'],
    ['ano', 'year'],
    ['fin de semana', 'weekend'],
  ],
  partsOfDay: [
    ['madrugada', 'dawn'],
    ['manana', 'morning'],
    ['tarde', 'afternoon'],
    ['noche', 'night'],
  ],
  and: 'y',
  of: 'de|del',
};

function addClock({ add }: Adder): void {
  add('spokenHour', ['<hour> $', '<clockDigits>', '<hour> horas'], (hour) => hour);
  add('spokenHour', '<hour> y media', ({ minute, open }) => ({ minute: minute + 30, open }));
  add('spokenHour', '<hour> y cuarto', ({ minute, open }) => ({ minute: minute + 15, open }));
  add('spokenHour', '<hour> y <integer> $', ({ minute, open }, minutes) => ({
    minute: minute + (minutes % 60),
    open,
  }));
  add('clock', 'a las|la <spokenHour>', (clock) => clock);
  add(
    'clock',
    ['a? las|la? <spokenHour> de la <partOfDay>', 'a? las|la? <hour> de la <partOfDay>'],
    placeClock,
  );
  add('clock', 'al? mediodia', () => clockOf(12, 0, false));
  add('clock', 'a? la? medianoche', () => ({ minute: 1_440, open: false }));
  add('part', ['por|en|a la <partOfDay>', 'de <partOfDay>'], (part) => part);
  add(
    'hours',
    ['de <spokenHour> a <spokenHour> horas', 'de las? <clockDigits> a las? <clockDigits>'],
    hoursBetween,
  );
  add(
    'hours',
    ['de las <spokenHour> a las <spokenHour>', 'entre las <spokenHour> y las <spokenHour>'],
    hoursBetween,
  );
}

function addBounds({ add }: Adder): void {
  add('bound', ['hasta el|la? <either>'], (when) => ({ side: 'until', when, shift: 0 }));
  add('bound', ['antes de|del el? <either>'], (when) => ({ side: 'until', when, shift: -1 }));
  add('bound', ['desde el|la? <either>'], (when) => ({ side: 'since', when, shift: 0, tense: 'past' }));
  add('bound', ['a partir de|del el? <either>'], (when) => ({
    side: 'since',
    when,
    shift: 0,
    tense: 'future',
  }));
  add('bound', ['hasta las <spokenHour>', 'antes de las <spokenHour>'], (clock) => ({
    side: 'until',
    minute: resolveClock(clock),
  }));
  add('bound', ['desde las <spokenHour>', 'despues de las <spokenHour>'], (clock) => ({
    side: 'since',
    minute: resolveClock(clock),
  }));
}

export function createSpanishGrammar(): Grammar<Values> {
  const vocabulary = {
    numerals: NUMERALS.es,
    ordinals: ORDINALS.es,
    months: MONTHS,
    shortMonths: SHORT_MONTHS,
    weekdays: WEEKDAYS,
  };
  const grammar = createGrammar<Values>(createReaders(vocabulary), isClosedBy(CLOSED_WORDS));
  const { add } = grammar;
  addNames(grammar, WORDS);
  addCombinations(grammar, WORDS);
  addHolidays(grammar, {
    names: SPANISH_HOLIDAYS,
    of: 'de|del',
    next: 'proximo|proxima|este|esta',
    last: 'ultimo|ultima',
  });
  addClock(grammar);
  add('day', '<weekday>', weekday);
  add('day', ['proximo <weekday>', '<weekday> que viene', 'este <weekday>', '<weekday> proximo'], (day) =>
    weekdayFromToday(day, 'future'),
  );
  add('day', ['<weekday> pasado', 'ultimo <weekday>'], (day) => weekdayFromToday(day, 'past'));
  add('date', 'dia <dayOfMonth>', dayOfSomeMonth);
  add('date', '<dayOfMonth> de? <shortMonth> $', (date, month) => dayInMonth(date, { month }));
  add('day', ['dentro de <length>', 'en <length>'], (length) => shifted(length, 1));
  add('day', ['hace <length>', '<length> atras'], (length) => shifted(length, -1));
  add('fromNow', ['dentro de <length>', 'en <length>'], (length) => fromNow(length, 1));
  add('fromNow', 'hace <length>', (length) => fromNow(length, -1));
  add('span', 'este|esta <calendarUnit>', (unit) => calendarUnit(unit, 0));
  add(
    'span',
    ['proximo|proxima <calendarUnit>', '<calendarUnit> que viene', '<calendarUnit> proximo|proxima'],
    (unit) => calendarUnit(unit, 1),
  );
  add('span', ['<calendarUnit> pasado|pasada', 'ultimo|ultima <calendarUnit>'], (unit) =>
    calendarUnit(unit, -1),
  );
  add(
    'range',
    ['de|del|desde el? <either> a|al|hasta el? <either>', 'entre el? <either> y el? <either>'],
    between,
  );
  add(
    'range',
    ['del? <dayOfMonth> al <dayOfMonth> de <monthRef>', 'de <dayOfMonth> a <dayOfMonth> de <monthRef>'],
    daysInMonth,
  );
  add('range', 'en <year>', wholeYear);
  addBounds(grammar);
  add('day', ['dentro de <workingDays>', 'en <workingDays>'], (days) => afterWorkingDays(days, 1));
  add('workingDays', '<integer> dia|dias habil|habiles', (days) => days);
  return grammar;
}
