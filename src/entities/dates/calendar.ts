/** Days of the Gregorian calendar as numbers, without time zones but for what day it is now. */

/** Days since 1970-01-01. */
export type Day = number;

/** Both days belong to it. */
export interface Span {
  readonly first: Day;
  readonly last: Day;
}

export interface YearMonth {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
}

const DAY_MS = 86_400_000;

const toDay = (year: number, month: number, date: number): Day => Date.UTC(year, month - 1, date) / DAY_MS;

const toDate = (day: Day): Date => new Date(day * DAY_MS);

export const lengthOfMonth = ({ year, month }: YearMonth): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Undefined for a day that does not exist. */
export function dayOf(yearMonth: YearMonth, date: number): Day | undefined {
  const { year, month } = yearMonth;
  if (month < 1 || month > 12 || date < 1 || date > lengthOfMonth(yearMonth)) return undefined;
  return toDay(year, month, date);
}

export function monthOf(day: Day): YearMonth & { readonly date: number } {
  const date = toDate(day);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, date: date.getUTCDate() };
}

/** 1 is Monday, 7 Sunday. */
export const weekdayOf = (day: Day): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Where the day does not exist, the last of its month. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = monthOf(day);
  const target = addToMonth({ year, month }, months);
  return toDay(target.year, target.month, Math.min(date, lengthOfMonth(target)));
}

export function addToMonth({ year, month }: YearMonth, months: number): YearMonth {
  const index = year * 12 + month - 1 + months;
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}

/** Of the months from the first of `from`, so many. */
export function spanOfMonths(from: YearMonth, count: number): Span {
  const end = addToMonth(from, count);
  return { first: toDay(from.year, from.month, 1), last: toDay(end.year, end.month, 1) - 1 };
}

/** Monday to Sunday, as ISO 8601 has it and as offices count. */
export function weekOf(day: Day): Span {
  const first = day - weekdayOf(day) + 1;
  return { first, last: first + 6 };
}

export const isoDay = (day: Day): string => toDate(day).toISOString().slice(0, 10);

const pad = (value: number): string => String(value).padStart(2, '0');

/** @param minute of the day; 24 hours are the next day's midnight */
export const isoTime = (minute: number): string =>
  `T${pad(Math.floor(minute / 60) % 24)}:${pad(minute % 60)}`;

export const isoMoment = (day: Day, minute: number): string =>
  isoDay(day + Math.floor(minute / 1_440)) + isoTime(((minute % 1_440) + 1_440) % 1_440);

export interface LocalTime {
  readonly day: Day;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes 50 times as long as using it. */
function getFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}

/** @throws RangeError for a time zone that does not exist */
export function toLocalTime(now: Date, timeZone: string): LocalTime {
  const parts = getFormat(timeZone).formatToParts(now);
  const part = (type: string): number => Number(parts.find((found) => found.type === type)?.value);
  return {
    day: toDay(part('year'), part('month'), part('day')),
    minute: part('hour') * 60 + part('minute'),
  };
}
