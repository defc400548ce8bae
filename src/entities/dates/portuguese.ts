/** Portuguese: the readers of words in doubt, and the grammar put together. */
import { isAnnounced } from '../candidate.ts';
import { readWords } from '../numerals.ts';
import type { Token } from '../tokens.ts';
import { PORTUGUESE_HOLIDAYS } from '../vocabularies/holidays.ts';
import { NUMERALS } from '../vocabularies/numerals.ts';
import { ORDINALS } from '../vocabularies/ordinals.ts';
import {
  AMBIGUOUS_WEEKDAYS,
  BEFORE_MONTH,
  CLOSED_WORDS,
  MONTHS,
  NUMBERED_THINGS,
  SHORT_MONTHS,
  SHORT_WEEKDAYS,
  TIMES_OF_DAY,
  WEEKDAYS,
} from '../vocabularies/portuguese.ts';
import { lookUp } from './common-readers.ts';
import { addHolidays, addPortugueseHolidays, holidayOrTown } from './holiday-rules.ts';
import { createGrammar, type Found, type Grammar } from './patterns.ts';
import { addClockRules } from './portuguese-clock.ts';
import { addDayRules } from './portuguese-days.ts';
import { addLengthRules } from './portuguese-lengths.ts';
import { addSpanRules } from './portuguese-spans.ts';
import {
  isPart,
  readClock,
  readHour,
  readInteger,
  readMonthAndYear,
  readNumericDate,
  readShortYear,
  readYear,
} from './readers.ts';
import type { Values } from './values.ts';

type Tokens = readonly Token[];

const numerals = NUMERALS.pt;
const ordinals = ORDINALS.pt;
const ALL_MONTHS = new Map([...MONTHS, ...SHORT_MONTHS]);

/** Whether no noun begins here, so that what stands before is complete. */
export function isClosed(tokens: Tokens, at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== 'word') return token?.word !== '%' && token?.word !== 'º';
  if (/^das?$/.test(token.word) && tokens[at + 1]?.kind === 'digits') return true;
  if (/^d[aeo]s?$/.test(token.word))
    return TIMES_OF_DAY.has(tokens[at + 1]?.word ?? '') || MONTHS.has(tokens[at + 1]?.word ?? '');
  return CLOSED_WORDS.has(token.word) || WEEKDAYS.has(token.word);
}

function readMonth(tokens: Tokens, at: number): Found<number> | undefined {
  const token = tokens[at];
  const month = token?.kind === 'word' ? MONTHS.get(token.word) : undefined;
  if (month === undefined || token === undefined) return undefined;
  const before = tokens[at - 1];
  // Marco is a name.
  if (token.raw === 'marco' && !(before && (before.kind === 'digits' || BEFORE_MONTH.has(before.word))))
    return undefined;
  return { end: at + 1, value: month };
}

/** "dia 5 do 12". */
function readMonthNumber(tokens: Tokens, at: number): Found<number> | undefined {
  const read = readInteger(tokens, at, numerals);
  return read && read.value >= 1 && read.value <= 12 && isClosed(tokens, read.end) ? read : undefined;
}

function readWeekdayName(tokens: Tokens, at: number): Found<number> | undefined {
  const token = tokens[at];
  if (token?.kind === 'digits') {
    const ordinal = Number(token.word);
    const marked = tokens[at + 1]?.glued && ordinals.marks.has(tokens[at + 1]?.word ?? '');
    const end = marked ? at + 2 : at + 1;
    const named = ordinal >= 2 && ordinal <= 6 && token.word.length === 1 && tokens[end]?.word === 'feira';
    return named ? { end: end + 1, value: ordinal - 1 } : undefined;
  }
  const day = token?.kind === 'word' ? WEEKDAYS.get(token.word) : undefined;
  if (day === undefined) return undefined;
  return { end: tokens[at + 1]?.word === 'feira' ? at + 2 : at + 1, value: day };
}

function readWeekday(tokens: Tokens, at: number): Found<number> | undefined {
  const found = readWeekdayName(tokens, at);
  const alone = found?.end === at + 1 && AMBIGUOUS_WEEKDAYS.has(tokens[at]?.word ?? '');
  return found && (!alone || isClosed(tokens, found.end)) ? found : undefined;
}

function readDayOfMonth(tokens: Tokens, at: number): Found<number> | undefined {
  const token = tokens[at];
  if (token?.word === 'primeiro') return { end: at + 1, value: 1 };
  if (token?.kind === 'word') {
    const words = readWords(tokens, at, numerals);
    return words && words.value >= 1 && words.value <= 31 ? words : undefined;
  }
  const date = Number(token?.word);
  if (token?.kind !== 'digits' || token.word.length > 2 || date < 1 || date > 31 || isPart(tokens, at))
    return undefined;
  const marked = tokens[at + 1]?.glued && ordinals.marks.has(tokens[at + 1]?.word ?? '');
  return { end: marked ? at + 2 : at + 1, value: date };
}

function readOrdinal(tokens: Tokens, at: number): Found<number> | undefined {
  const token = tokens[at];
  if (token?.kind === 'word') {
    const unit = ordinals.units.get(token.word);
    return unit === undefined ? undefined : { end: at + 1, value: unit };
  }
  const marked = tokens[at + 1]?.glued && ordinals.marks.has(tokens[at + 1]?.word ?? '');
  return token?.kind === 'digits' && token.word.length <= 2 && marked
    ? { end: at + 2, value: Number(token.word) }
    : undefined;
}

const STREETS =
  'rua|r|avenida|av|praca|travessa|tv|alameda|rodovia|largo|ponte|viaduto|bairro|vila|escola|colegio|hospital|edificio';

/** "Lei 12/24" is no day. */
const isNumbered = (tokens: Tokens, at: number): boolean => isAnnounced(tokens, at, NUMBERED_THINGS);

function readDate(tokens: Tokens, at: number): ReturnType<typeof readNumericDate> {
  const found = readNumericDate(tokens, at, ALL_MONTHS);
  return found && found.end - at === 3 && isNumbered(tokens, at) ? undefined : found;
}

const NUMBER_WORDS = [...numerals.values.keys(), ...numerals.scales.keys()];

const READERS: Grammar<Values>['readers'] = {
  integer: { read: (tokens, at) => readInteger(tokens, at, numerals), words: NUMBER_WORDS, digits: true },
  hour: { read: (tokens, at) => readHour(tokens, at, numerals), words: NUMBER_WORDS, digits: true },
  year: { read: (tokens, at) => readYear(tokens, at, numerals), words: NUMBER_WORDS, digits: true },
  shortYear: {
    read: (tokens, at) => (isClosed(tokens, at + 1) ? readShortYear(tokens, at) : undefined),
    words: [],
    digits: true,
  },
  dayOfMonth: { read: readDayOfMonth, words: [...NUMBER_WORDS, 'primeiro'], digits: true },
  month: { read: readMonth, words: [...MONTHS.keys()], digits: false },
  shortMonth: {
    read: (tokens, at) => lookUp(ALL_MONTHS, tokens, at),
    words: [...ALL_MONTHS.keys()],
    digits: false,
  },
  monthNumber: { read: readMonthNumber, words: NUMBER_WORDS, digits: true },
  monthAndYear: {
    read: (tokens, at) => (isNumbered(tokens, at) ? undefined : readMonthAndYear(tokens, at, ALL_MONTHS)),
    words: [...ALL_MONTHS.keys()],
    digits: true,
  },
  ordinal: { read: readOrdinal, words: [...ordinals.units.keys()], digits: true },
  weekday: { read: readWeekday, words: [...WEEKDAYS.keys()], digits: true },
  weekdayName: { read: readWeekdayName, words: [...WEEKDAYS.keys()], inside: ['feira'], digits: true },
  shortWeekday: {
    read: (tokens, at) => lookUp(SHORT_WEEKDAYS, tokens, at),
    words: [...SHORT_WEEKDAYS.keys()],
    digits: false,
  },
  numericDate: { read: readDate, words: [], digits: true },
  clockDigits: { read: readClock, words: [], digits: true },
  holidayOrTown,
};

export function createPortugueseGrammar(): Grammar<Values> {
  const grammar = createGrammar<Values>(READERS, isClosed);
  // Streets and schools have dates for names; what comes every week is no day.
  grammar.add(
    'shield',
    [`${STREETS} .? <dayOfMonth> de <month>`, `${STREETS} .? de|da|do|dos? <holiday>`],
    () => true,
  );
  grammar.add(
    'shield',
    ['todo|toda|todos|todas|cada as|os|dia? <weekdayName>', 'todo|todos os? dia|dias <dayOfMonth>'],
    () => true,
  );
  const around = { of: 'de|do|da', next: 'proximo|proxima', last: 'ultimo|ultima' };
  addHolidays(grammar, { names: PORTUGUESE_HOLIDAYS, ...around });
  for (const addRules of [addPortugueseHolidays, addLengthRules, addDayRules, addSpanRules, addClockRules])
    addRules(grammar);
  return grammar;
}
