/** Single days: "hoje", "sexta que vem", "dia 15 do mês que vem", "há três dias". */
import { shifted } from './common-rules.ts';
import { afterWorkingDays } from './holidays.ts';
import {
  calendarUnit,
  dayInMonth,
  dayOfSomeMonth,
  fixedDay,
  map,
  monthInYear,
  nthWeekday,
  weekday,
  weekdayFromToday,
  weekdayIn,
  wholeMonth,
} from './meaning.ts';
import type { Adder } from './values.ts';

const RELATIVE: readonly (readonly [string, number])[] = [
  ['hoje', 0],
  ['amanha', 1],
  ['a|à manha', 1],
  ['depois de amanha', 2],
  ['ontem', -1],
  ['anteontem', -2],
  ['antes de ontem', -2],
  // Said of a week and of two, counting today.
  ['de hoje a oito dias?', 7],
  ['de hoje a quinze dias?', 14],
];

const THIS = 'este|esta|esse|essa|neste|nesta|nesse|nessa|deste|desta|desse|dessa';

function addWeekdayRules({ add }: Adder): void {
  add('day', '<weekday>', weekday);
  add(
    'day',
    [
      '<weekdayName> que vem',
      '<weekdayName> proximo|proxima',
      'proximo|proxima <weekdayName>',
      `${THIS} <weekdayName>`,
      `${THIS} proximo|proxima <weekdayName>`,
    ],
    (day) => weekdayFromToday(day, 'future'),
  );
  add('day', ['<weekdayName> passado|passada', 'ultimo|ultima <weekdayName>'], (day) =>
    weekdayFromToday(day, 'past'),
  );
  add(
    'day',
    ['<weekdayName> da|de|do? <span>', `<weekdayName> da|desta|dessa|nesta|nessa <span>`],
    (day, week) => weekdayIn(day, week),
  );
  add('day', ['semana que vem ,? na|no? <weekdayName>', 'proxima semana ,? na|no? <weekdayName>'], (day) =>
    weekdayIn(day, calendarUnit('week', 1)),
  );
  add('day', '<ordinal> <weekdayName> de|do|da <span>', nthWeekday);
  add('day', '<ordinal> <weekdayName> de|do <innerMonth>', (nth, day, month) =>
    nthWeekday(nth, day, wholeMonth(month)),
  );
  add('day', 'ultimo|ultima <weekdayName> de|do <innerMonth>', (day, month) =>
    nthWeekday(-1, day, wholeMonth(month)),
  );
  add('day', 'ultimo|ultima <weekdayName> de|do|da <span>', (day, within) => nthWeekday(-1, day, within));
  add('day', ['<weekdayName> ,? dia? <dayOfMonth> $', '<weekdayName> ,? dia <dayOfMonth>'], (_, date) =>
    dayOfSomeMonth(date),
  );
  add('day', ['<weekdayName> ,? <date>', '<weekdayName> ( <date> )'], (_, date) => date);
}

function addDateRules({ add }: Adder): void {
  add('date', ['dia|dias <dayOfMonth>', 'proximo dia <dayOfMonth>'], dayOfSomeMonth);
  add('date', ['dia? <numericDate>', 'data de <numericDate>'], (date) => date);
  add(
    'date',
    [
      'dia? <dayOfMonth> de|do|da <innerMonth>',
      `dia? <dayOfMonth> <monthRef>`,
      'dia? <dayOfMonth> deste|desse <innerMonth>',
    ],
    dayInMonth,
  );
  add('date', ['dia? <dayOfMonth> de? <shortMonth> $', 'dia? <dayOfMonth> de <shortMonth>'], (date, month) =>
    dayInMonth(date, { month }),
  );
  add('date', 'dia? <dayOfMonth> de? <shortMonth> de|do|/|,? <wholeYear>', (date, month, year) =>
    dayInMonth(date, { when: monthInYear(month, year) }),
  );
  add('date', 'dia? <dayOfMonth> de <month> de <shortYear>', (date, month, year) =>
    dayInMonth(date, { when: monthInYear(month, year) }),
  );
  add('date', 'dia? <dayOfMonth> do <monthNumber>', (date, month) => dayInMonth(date, { month }));
  add('date', ['<monthRef> ,? no? dia <dayOfMonth>'], (month, date) => dayInMonth(date, month));
  add('date', 'ultimo dia de|do <innerMonth>', (month) =>
    map(wholeMonth(month), ({ last }) => ({ first: last, last })),
  );
  add('date', '<ordinal> dia de|do <innerMonth>', dayInMonth);
  add('day', '<date>', (date) => date);
}

export function addDayRules(adder: Adder): void {
  const { add } = adder;
  for (const [pattern, offset] of RELATIVE) add('day', pattern, () => fixedDay((today) => today + offset));
  addWeekdayRules(adder);
  addDateRules(adder);
  add('day', ['daqui a|à|ha|uns|umas? <length>', 'em <length>'], (length) => shifted(length, 1));
  add('day', ['daqui a|à|ha|uns? <workingDays>', 'em <workingDays>'], (days) => afterWorkingDays(days, 1));
  add('day', ['ha|faz|fazem uns? <workingDays> atras?', '<workingDays> atras'], (days) =>
    afterWorkingDays(days, -1),
  );
  add(
    'day',
    ['ha|faz|fazem uns|umas|cerca? de? <length> atras?', '<length> atras', 'tem uns|umas? <length> que'],
    (length) => shifted(length, -1),
  );
}
