/** Readers of a language whose words of time are in no doubt. */
import type { Numerals } from '../numerals.ts';
import { readWords } from '../numerals.ts';
import type { Token } from '../tokens.ts';
import type { Ordinals } from '../vocabularies/ordinals.ts';
import type { Direction } from './meaning.ts';
import type { Found, Grammar } from './patterns.ts';
import {
  isPart,
  readClock,
  readHour,
  readInteger,
  readMonthAndYear,
  readNumericDate,
  readYear,
} from './readers.ts';
import type { Values } from './values.ts';

type Tokens = readonly Token[];

export interface Vocabulary {
  readonly numerals: Numerals;
  readonly ordinals: Ordinals;
  readonly months: ReadonlyMap<string, number>;
  readonly shortMonths: ReadonlyMap<string, number>;
  readonly weekdays: ReadonlyMap<string, number>;
}

export const lookUp = (
  words: ReadonlyMap<string, number>,
  tokens: Tokens,
  at: number,
): Found<number> | undefined => {
  const value = words.get(tokens[at]?.word ?? '');
  return value === undefined ? undefined : { end: at + 1, value };
};

function readDayOfMonth(
  tokens: Tokens,
  at: number,
  { numerals, ordinals }: Vocabulary,
): Found<number> | undefined {
  const token = tokens[at];
  if (token?.kind === 'word') {
    const words = readWords(tokens, at, numerals) ?? lookUp(ordinals.units, tokens, at);
    return words && words.value >= 1 && words.value <= 31 ? words : undefined;
  }
  const date = Number(token?.word);
  if (token?.kind !== 'digits' || token.word.length > 2 || date < 1 || date > 31 || isPart(tokens, at))
    return undefined;
  const marked = tokens[at + 1]?.glued && ordinals.marks.has(tokens[at + 1]?.word ?? '');
  return { end: marked ? at + 2 : at + 1, value: date };
}

/** "5th": in words it may be anything, "the second", "the first". */
function readMarkedDay(tokens: Tokens, at: number, marks: ReadonlySet<string>): Found<number> | undefined {
  const date = Number(tokens[at]?.word);
  const marked = tokens[at + 1]?.glued && marks.has(tokens[at + 1]?.word ?? '');
  return marked && date >= 1 && date <= 31 ? { end: at + 2, value: date } : undefined;
}

/** Dates in digits are day first: they are written to offices in Brazil. */
export function createReaders(vocabulary: Vocabulary): Grammar<Values>['readers'] {
  const { numerals, ordinals, months, shortMonths, weekdays } = vocabulary;
  const allMonths = new Map([...months, ...shortMonths]);
  const numberWords = [...numerals.values.keys(), ...numerals.scales.keys()];
  const numeric = { words: numberWords, digits: true };
  return {
    integer: { read: (tokens, at) => readInteger(tokens, at, numerals), ...numeric },
    hour: { read: (tokens, at) => readHour(tokens, at, numerals), ...numeric },
    year: { read: (tokens, at) => readYear(tokens, at, numerals), ...numeric },
    dayOfMonth: {
      read: (tokens, at) => readDayOfMonth(tokens, at, vocabulary),
      words: [...numberWords, ...ordinals.units.keys()],
      digits: true,
    },
    ordinal: { read: (tokens, at) => readMarkedDay(tokens, at, ordinals.marks), words: [], digits: true },
    month: { read: (tokens, at) => lookUp(months, tokens, at), words: [...months.keys()], digits: false },
    shortMonth: {
      read: (tokens, at) => lookUp(allMonths, tokens, at),
      words: [...allMonths.keys()],
      digits: false,
    },
    weekday: {
      read: (tokens, at) => lookUp(weekdays, tokens, at),
      words: [...weekdays.keys()],
      digits: false,
    },
    monthAndYear: {
      read: (tokens, at) => readMonthAndYear(tokens, at, allMonths),
      words: [...allMonths.keys()],
      digits: true,
    },
    numericDate: { read: (tokens, at) => readNumericDate(tokens, at, allMonths), words: [], digits: true },
    clockDigits: { read: readClock, words: [], digits: true },
  };
}

const REACH = 8;

/** The nearest of these words before the expression decides; what is to come, where none stands. */
export const readDirectionBy =
  (past: ReadonlySet<string>, coming: ReadonlySet<string>) =>
  (tokens: Tokens, at: number): Direction => {
    for (let index = at - 1; index >= Math.max(0, at - REACH); index--) {
      const word = tokens[index]?.word ?? '';
      if (past.has(word)) return 'past';
      if (coming.has(word) || /^[.!?;]$/.test(word)) return 'future';
    }
    return 'future';
  };

export const isClosedBy =
  (words: ReadonlySet<string>): Grammar<Values>['isClosed'] =>
  (tokens, at) =>
    tokens[at]?.kind !== 'word' || words.has(tokens[at]?.word ?? '');
