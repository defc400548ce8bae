/** What the grammar reads by code rather than by pattern: digits with marks between, and words in doubt. */
import { type Numerals, type Read, readWords } from '../numerals.ts';
import type { Token } from '../tokens.ts';
import { dayOf, monthOf, spanOfMonths } from './calendar.ts';
import { type Clock, clockOf } from './clock.ts';
import { dayInMonth, fixed, type When } from './meaning.ts';

type Tokens = readonly Token[];

/** A year of two digits is of this century up to so many years ahead, else of the last. */
const YEARS_AHEAD = 15;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2099;

const isDigits = (token: Token | undefined, most: number): token is Token & { readonly kind: 'digits' } =>
  token?.kind === 'digits' && token.word.length <= most;

const isJoint = (token: Token | undefined, joints: RegExp): boolean =>
  token !== undefined && token.kind === 'mark' && token.glued && joints.test(token.word);

/** Whether the digits are a part of something: "1.250", "12/34", "15:30". */
export function isPart(tokens: Tokens, at: number, joints = /^[.,/:]$/): boolean {
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const inFront = tokens[at]?.glued && isJoint(before, joints) && tokens[at - 2]?.kind === 'digits';
  const behind = isJoint(after, joints) && tokens[at + 2]?.kind === 'digits' && tokens[at + 2]?.glued;
  const inWord = tokens[at]?.glued && before?.kind === 'word' && before.word !== 't';
  return Boolean(inFront || behind || inWord);
}

/** A whole number, in words or up to 9,999 in digits. */
export function readInteger(tokens: Tokens, at: number, numerals: Numerals): Read<number> | undefined {
  const token = tokens[at];
  if (!isDigits(token, 4)) return token?.kind === 'word' ? readWords(tokens, at, numerals) : undefined;
  return isPart(tokens, at) ? undefined : { end: at + 1, value: Number(token.word) };
}

/** 0 to 24 as an hour. With a zero before it, it is of the 24-hour clock. */
export function readHour(tokens: Tokens, at: number, numerals: Numerals): Read<Clock> | undefined {
  const read = readInteger(tokens, at, numerals);
  if (!read || read.value > 24 || (tokens[at]?.kind === 'digits' && (tokens[at]?.word.length ?? 0) > 2))
    return undefined;
  return { end: read.end, value: clockOf(read.value, 0, !tokens[at]?.word.startsWith('0')) };
}

const HOUR_MARK = /^(h|hs|hr|hrs)$/;
const MINUTE_MARK = /^(m|min|mins)$/;

/** "15h", "15h30min", "15:30", "15:30:20", "15:30h". */
export function readClock(tokens: Tokens, at: number): Read<Clock> | undefined {
  const [hour, mark, minute] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (!isDigits(hour, 2) || Number(hour.word) > 23 || !mark || isPart(tokens, at, /^[.,/]$/))
    return undefined;
  const isBehindColon = hour.glued && tokens[at - 1]?.word === ':' && tokens[at - 2]?.kind === 'digits';
  if (isBehindColon) return undefined;
  const open = !hour.word.startsWith('0');
  const withMinute = isDigits(minute, 2) && minute.word.length === 2 && Number(minute.word) < 60;
  if (mark.word === ':' && mark.glued && withMinute && minute.glued) {
    let end = at + 3;
    const seconds = tokens[end]?.word === ':' && isDigits(tokens[end + 1], 2) && tokens[end + 1]?.glued;
    if (seconds) end += 2;
    if (HOUR_MARK.test(tokens[end]?.word ?? '')) end++;
    if (isJoint(tokens[end], /^[:]$/) && tokens[end + 1]?.kind === 'digits') return undefined;
    return { end, value: clockOf(Number(hour.word), Number(minute.word), open) };
  }
  if (!HOUR_MARK.test(mark.word)) return undefined;
  if (
    !withMinute ||
    (tokens[at + 3]?.kind === 'word' &&
      tokens[at + 3]?.glued &&
      !MINUTE_MARK.test(tokens[at + 3]?.word ?? ''))
  ) {
    return { end: at + 2, value: clockOf(Number(hour.word), 0, open) };
  }
  const end = MINUTE_MARK.test(tokens[at + 3]?.word ?? '') ? at + 4 : at + 3;
  return { end, value: clockOf(Number(hour.word), Number(minute.word), open) };
}

const isYear = (value: number): boolean => value >= FIRST_YEAR && value <= LAST_YEAR;

/** Four digits, or in words: "dois mil e vinte e cinco". */
export function readYear(tokens: Tokens, at: number, numerals: Numerals): Read<number> | undefined {
  const token = tokens[at];
  if (token?.kind === 'digits') {
    const year = token.word.length === 4 && isYear(Number(token.word)) && !isPart(tokens, at, /^[.,:]$/);
    return year ? { end: at + 1, value: Number(token.word) } : undefined;
  }
  const words = token?.kind === 'word' ? readWords(tokens, at, numerals) : undefined;
  return words && isYear(words.value) ? words : undefined;
}

/** "março de 26". */
export function readShortYear(tokens: Tokens, at: number): Read<When> | undefined {
  const token = tokens[at];
  if (!isDigits(token, 2) || token.word.length < 2 || isPart(tokens, at)) return undefined;
  return {
    end: at + 1,
    value: fixed((today) => spanOfMonths({ year: fullYear(token.word, today), month: 1 }, 12)),
  };
}

const readMonth = (token: Token | undefined, names: ReadonlyMap<string, number>): number | undefined =>
  isDigits(token, 2) ? Number(token.word) : token?.kind === 'word' ? names.get(token.word) : undefined;

/** Of this century or the last, by the year it is now. */
const fullYear = (digits: string, today: number): number => {
  if (digits.length === 4) return Number(digits);
  const century = monthOf(today).year - (monthOf(today).year % 100);
  const year = century + Number(digits);
  return year > monthOf(today).year + YEARS_AHEAD ? year - 100 : year;
};

const dateWithYear = (date: string, month: number, year: string): When =>
  fixed((today) => {
    const day = dayOf({ year: fullYear(year, today), month }, Number(date));
    return day === undefined ? undefined : { first: day, last: day };
  });

/** "2026-03-15". */
function readIsoDate(tokens: Tokens, at: number): Read<When> | undefined {
  const parts = [tokens[at], tokens[at + 2], tokens[at + 4]];
  const [year, month, date] = parts.map((part) => (part?.kind === 'digits' ? part.word : ''));
  const joined =
    [1, 2, 3, 4].every((step) => tokens[at + step]?.glued) &&
    tokens[at + 1]?.word === '-' &&
    tokens[at + 3]?.word === '-';
  if (!joined || year?.length !== 4 || month?.length !== 2 || date?.length !== 2) return undefined;
  return { end: at + 5, value: dateWithYear(date, Number(month), year) };
}

/** "15/3", "15/03/26", "15-03-2026", "15.03.2026", "15/mar". A dot or a hyphen takes a year. */
export function readNumericDate(
  tokens: Tokens,
  at: number,
  months: ReadonlyMap<string, number>,
): Read<When> | undefined {
  const [date, mark, second] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (date?.kind !== 'digits' || (date.glued && tokens[at - 1]?.kind !== 'mark')) return undefined;
  if (date.glued && /^[-/.,:]$/.test(tokens[at - 1]?.word ?? '') && tokens[at - 2]?.kind === 'digits')
    return undefined;
  if (date.word.length === 4) return readIsoDate(tokens, at);
  const month = readMonth(second, months);
  if ((month ?? 13) > 12) return undefined;
  if (date.word.length > 2 || !isJoint(mark, /^[-/.]$/) || !second?.glued || month === undefined)
    return undefined;
  const again = tokens[at + 3];
  const more =
    again?.glued && again.word === mark?.word && tokens[at + 4]?.kind === 'digits' && tokens[at + 4]?.glued;
  const year = tokens[at + 4]?.word ?? '';
  if (!more) {
    const touched = tokens[at + 3]?.glued && tokens[at + 3]?.kind !== 'mark';
    return mark?.word === '/' && !touched
      ? { end: at + 3, value: dayInMonth(Number(date.word), { month }) }
      : undefined;
  }
  const continued = isJoint(tokens[at + 5], /^[-/]$/) && tokens[at + 6]?.kind === 'digits';
  if (continued || !/^(\d\d|19\d\d|20\d\d)$/.test(year)) return undefined;
  return { end: at + 5, value: dateWithYear(date.word, month, year) };
}

/** "03/2025", "março/2025", "mar/25". */
export function readMonthAndYear(
  tokens: Tokens,
  at: number,
  months: ReadonlyMap<string, number>,
): Read<When> | undefined {
  const [first, mark, year] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  const month = readMonth(first, months);
  const inside = first?.glued && /^[-/.,]$/.test(tokens[at - 1]?.word ?? '');
  if (month === undefined || month < 1 || month > 12 || inside || !isJoint(mark, /^\/$/) || !year?.glued)
    return undefined;
  const digits = first?.kind === 'word' ? /^(\d\d|19\d\d|20\d\d)$/ : /^(19|20)\d\d$/;
  if (!digits.test(year.word) || (isJoint(tokens[at + 3], /^[-/.,]$/) && tokens[at + 4]?.kind === 'digits'))
    return undefined;
  return {
    end: at + 3,
    value: fixed((today) => spanOfMonths({ year: fullYear(year.word, today), month }, 1)),
  };
}
