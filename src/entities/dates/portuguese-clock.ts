/** Times of day: "às três e meia", "quinze para as três", "das 8h às 17h", "amanhã à noite". */
import {
  type Clock,
  clockOf,
  hoursBetween,
  minutesBefore,
  PARTS,
  type PartOfDay,
  placeClock,
  resolveClock,
} from './clock.ts';
import { isByClock, shiftDay } from './lengths.ts';
import { fixedDay, type When } from './meaning.ts';
import type { Adder, Bound } from './values.ts';

const PARTS_OF_DAY: readonly (readonly [string, PartOfDay])[] = [
  ['madrugada', 'dawn'],
  ['manha|manhazinha', 'morning'],
  ['tarde|tardinha|tardezinha', 'afternoon'],
  ['noite|noitinha', 'night'],
];
/** The midnight that ends the day spoken of. */
const MIDNIGHT: Clock = { minute: 1_440, open: false };
const NOON: Clock = clockOf(12, 0, false);

const plus = ({ minute, open }: Clock, minutes: number): Clock | undefined =>
  minutes < 60 ? { minute: minute + minutes, open } : undefined;

function addHourRules({ add }: Adder): void {
  add(
    'spokenHour',
    ['<hour> $', '<hour> horas|hora|h|hs', '<hour> em ponto', '<hour> horas|hora em ponto'],
    (hour) => hour,
  );
  add(
    'spokenHour',
    [
      '<hour> e <integer> $',
      '<hour> e <integer> minutos|min',
      '<hour> horas|hora|h e <integer> minutos|min',
      '<hour> horas|hora|h e <integer> $',
    ],
    plus,
  );
  add('spokenHour', ['<hour> e meia', '<hour> horas|hora|h e meia'], (hour) => plus(hour, 30));
  add('spokenHour', '<clockDigits>', (clock) => clock);
  for (const [hour, clock] of [
    ['meio dia', NOON],
    ['meia noite', MIDNIGHT],
  ] as const) {
    add('spokenHour', hour, () => clock);
    add('spokenHour', `${hour} e meia`, () => plus(clock, 30));
    add('spokenHour', `${hour} e <integer>`, (minutes) => plus(clock, minutes));
    add('clock', [`ao|a|o? ${hour}`], () => clock);
    add('clock', [`ao|a|o? ${hour} e meia`], () => plus(clock, 30));
    add('clock', [`ao|a|o? ${hour} e <integer>`], (minutes) => plus(clock, minutes));
    add('clock', `<integer> minutos? para|pra|pro o|a? ${hour}`, (minutes) => minutesBefore(minutes, clock));
  }
  add(
    'clock',
    ['<integer> minutos? para|pra as|a|à <hour>', '<integer> minutos? pras|pro <hour>'],
    (minutes, hour) => (minutes <= 30 ? minutesBefore(minutes, hour) : undefined),
  );
}

function addClockReadings({ add }: Adder): void {
  add('clock', '<clockDigits>', (clock) => clock);
  add(
    'clock',
    ['as <spokenHour>', 'à <spokenHour>', 'la? pelas|pela <spokenHour>', 'por volta das|da|de <spokenHour>'],
    (clock) => clock,
  );
  // Nobody says of a length that it is of 14 hours; of 24 they do.
  add('clock', '<hour> horas $', (hour) => (hour.open || hour.minute > 23 * 60 ? undefined : hour));
  add('clock', '<hour> e meia', (hour) => plus(hour, 30));
  for (const [word, part] of PARTS_OF_DAY) {
    add('partOfDay', word, () => part);
    add('clock', [`as|à? <spokenHour> da|de ${word}`, `as|à? <hour> da|de ${word}`], (clock) =>
      placeClock(clock, part),
    );
  }
  add('anyClock', '<clock>', (clock) => clock);
  add('anyClock', '<spokenHour>', (clock) => clock);
}

function addHourRanges({ add }: Adder): void {
  add(
    'hours',
    [
      'das|da|de|desde as? <anyClock> as|a|à|ate|ao as|a|o? <anyClock>',
      'entre as|a|o? <clock> e as|a|o? <clock>',
      'entre as? <clockDigits> e as? <clockDigits>',
      'entre as <hour> e as? <anyClock>',
      'entre <hour> e as? <clock>',
      'entre <hour> e <hour> horas|hs',
      '<clockDigits> a|as|à|ate|- as? <clockDigits>',
      'as <anyClock> ate|as as? <anyClock>',
    ],
    hoursBetween,
  );
  add(
    'part',
    [
      'de|da|pela|na|à <partOfDay>',
      'no periodo da <partOfDay>',
      'por? a <partOfDay>',
      'durante a <partOfDay>',
    ],
    (part) => part,
  );
  add(
    'part',
    ['final|fim|inicio|comeco da|de <partOfDay>', 'no? final|fim|inicio|comeco da|de <partOfDay>'],
    (part) => part,
  );
  add('hours', '<part>', (part) => PARTS[part]);
}

function addDayAndTime({ add }: Adder): void {
  add(
    'moment',
    ['<day> ,? <clock>', '<day> ,? as|à|ao <anyClock>', '<day> t <clockDigits>', '<day> , la? <clock>'],
    (day, clock) => ({ day, minute: resolveClock(clock) }),
  );
  add('moment', ['<clock> de|do|da|,|na|no|em? <day>', 'as <spokenHour> de|do|da <day>'], (clock, day) => ({
    day,
    minute: resolveClock(clock),
  }));
  add('moment', ['<day> ,? <part> ,? <clock>', '<day> ,? <part> ,? as|à <anyClock>'], (day, part, clock) => ({
    day,
    minute: placeOpen(clock, part),
  }));
  add('window', '<day> ,? <hours>', (day, hours) => ({ day, ...hours }));
  add('window', ['de|pela|na|à? <partOfDay> de|do|da|desta|dessa <day>'], (part, day) => ({
    day,
    ...PARTS[part],
  }));
  add('window', '<day> cedo|cedinho', (day) => ({ day, ...PARTS.morning }));
  add('window', ['esta|essa|nesta|nessa|hoje <partOfDay>', 'hoje a|à <partOfDay>'], (part) => ({
    day: today,
    ...PARTS[part],
  }));
}

const today: When = fixedDay((day) => day);

/** The part of the day decides what the clock leaves open. */
const placeOpen = (clock: Clock, part: PartOfDay): number =>
  resolveClock(clock.open ? placeClock(clock, part) : clock);

const bind = (side: Bound['side'], clock: Clock): Bound => ({ side, minute: resolveClock(clock) });

function addBounds({ add }: Adder): void {
  add('bound', ['ate o|a|ao|à? <either>', 'ate no|na <either>'], (when) => ({
    side: 'until',
    when,
    shift: 0,
  }));
  add('bound', ['ate <wholeYear>', 'ate o <wholeYear>'], (when) => ({ side: 'until', when, shift: 0 }));
  add('bound', ['desde o|a|do|da? <either>', 'desde <wholeYear>'], (when) => ({
    side: 'since',
    when,
    shift: 0,
    tense: 'past',
  }));
  add('bound', ['a partir de|do|da|deste|desta <either>', 'a partir de <wholeYear>'], (when) => ({
    side: 'since',
    when,
    shift: 0,
    tense: 'future',
  }));
  add('bound', 'ha|faz|fazem mais de <length>', (length) =>
    isByClock(length)
      ? undefined
      : { side: 'until', when: fixedDay((day) => shiftDay(day, length, -1)), shift: 0 },
  );
  add('bound', 'antes de|do|da <either>', (when) => ({ side: 'until', when, shift: -1 }));
  add('bound', ['depois de|do|da <either>', 'apos o|a? <either>'], (when) => ({
    side: 'since',
    when,
    shift: 1,
  }));
  add('bound', ['ate as|a|à|o|ao? <clock>', 'ate as|à <anyClock>'], (clock) => bind('until', clock));
  add('bound', ['antes das|da|do <anyClock>'], (clock) => bind('until', clock));
  add(
    'bound',
    [
      'a partir das|da|do|de <anyClock>',
      'depois das|da|do <anyClock>',
      'apos as|a|o? <anyClock>',
      'desde as <anyClock>',
    ],
    (clock) => bind('since', clock),
  );
  add('bound', ['ate o|a? <moment>'], ({ day, minute }) => ({ side: 'until', minute, day }));
  add(
    'bound',
    ['desde o|a? <moment>', 'a partir de|do|da <moment>', 'depois de|do|da <moment>'],
    ({ day, minute }) => ({ side: 'since', minute, day }),
  );
}

export function addClockRules(adder: Adder): void {
  addHourRules(adder);
  addClockReadings(adder);
  addHourRanges(adder);
  addDayAndTime(adder);
  addBounds(adder);
}
