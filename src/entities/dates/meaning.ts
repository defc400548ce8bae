/** What expressions of time mean, before it is known from where and in which direction they are read. */
import {
  addMonths,
  type Day,
  dayOf,
  monthOf,
  type Span,
  spanOfMonths,
  weekdayOf,
  weekOf,
} from './calendar.ts';

/** What is said of a coming time, or of one that is over: "paguei dia 15". */
export type Direction = 'future' | 'past';

export interface Anchor {
  readonly today: Day;
  /** Where what moves is searched from: today, or the beginning of a period whose end it is. */
  readonly from: Day;
  readonly direction: Direction;
}

export interface When {
  /** Whether it means the same from wherever it is searched: "amanhã", "15/3/2026", but not "sexta". */
  readonly fixed: boolean;
  /** Undefined when there is no such day: "31/4". A day is a span of one. */
  readonly at: (anchor: Anchor) => Span | undefined;
}

/** A month by its name, of whichever year, or one that is known. */
export type MonthRef = { readonly month: number } | { readonly when: When };

export type CalendarUnit =
  | 'week'
  | 'month'
  | 'bimester'
  | 'quarter'
  | 'semester'
  | 'year'
  | 'weekend'
  | 'fortnight';

const MONTHS: { readonly [unit in CalendarUnit]?: number } = {
  month: 1,
  bimester: 2,
  quarter: 3,
  semester: 6,
  year: 12,
};
const SATURDAY = 6;

const one = (day: Day | undefined): Span | undefined =>
  day === undefined ? undefined : { first: day, last: day };

export const fixed = (at: (today: Day, anchor: Anchor) => Span | undefined): When => ({
  fixed: true,
  at: (anchor) => at(anchor.today, anchor),
});

export const fixedDay = (at: (today: Day) => Day | undefined): When => fixed((today) => one(at(today)));

export const map = (when: When, change: (span: Span) => Span | undefined): When => ({
  fixed: when.fixed,
  at: (anchor) => {
    const span = when.at(anchor);
    return span && change(span);
  },
});

const after = (from: Day, weekday: number): Day => from + ((weekday - weekdayOf(from) + 6) % 7) + 1;
const before = (from: Day, weekday: number): Day => from - ((weekdayOf(from) - weekday + 6) % 7) - 1;

/** The next one or the last one, never the day itself. */
export const weekday = (day: number): When => ({
  fixed: false,
  at: ({ from, direction }) => one(direction === 'future' ? after(from, day) : before(from, day)),
});

export const weekdayFromToday = (day: number, direction: Direction): When =>
  fixedDay((today) => (direction === 'future' ? after(today, day) : before(today, day)));

/** The day of the week in a week: "sexta da semana que vem". */
export const weekdayIn = (day: number, week: When): When =>
  map(week, ({ first, last }) =>
    last - first === 6 ? one(first + ((day - weekdayOf(first) + 7) % 7)) : undefined,
  );

/** @param nth from 1; -1 is the last */
export const nthWeekday = (nth: number, day: number, within: When): When =>
  map(within, ({ first, last }) => {
    const found = nth > 0 ? after(first - 1, day) + (nth - 1) * 7 : before(last + 1, day);
    return found <= last && found >= first ? one(found) : undefined;
  });

/** Eight years hold a 29 February, whatever the century. */
const YEARS_SEARCHED = 8;

/** The nearest span in the direction that has not ended, or has begun. */
function search(
  anchor: Anchor,
  candidates: (step: number) => Span | undefined,
  steps: number,
): Span | undefined {
  const sign = anchor.direction === 'future' ? 1 : -1;
  for (let step = 0; step <= steps; step++) {
    const span = candidates(step * sign);
    if (span && (sign > 0 ? span.last >= anchor.from : span.first <= anchor.from)) return span;
  }
  return undefined;
}

/** "dia 15": in the first month that has it. */
export const dayOfSomeMonth = (date: number): When => ({
  fixed: false,
  at: (anchor) => {
    const { year, month } = monthOf(anchor.from);
    return search(
      anchor,
      (step) => one(dayOf(monthOf(spanOfMonths({ year, month: month + step }, 1).first), date)),
      12,
    );
  },
});

const inSomeYear = (pick: (year: number) => Span | undefined): When => ({
  fixed: false,
  at: (anchor) => search(anchor, (step) => pick(monthOf(anchor.from).year + step), YEARS_SEARCHED),
});

/** One day of each year, the same or another. */
export const everyYear = (pick: (year: number) => Day): When => inSomeYear((year) => one(pick(year)));

const dateIn = ({ first }: Span, date: number): Span | undefined => one(dayOf(monthOf(first), date));

export const dayInMonth = (date: number, ref: MonthRef): When =>
  'when' in ref
    ? map(ref.when, (span) => dateIn(span, date))
    : inSomeYear((year) => one(dayOf({ year, month: ref.month }, date)));

export const wholeMonth = (ref: MonthRef): When =>
  'when' in ref ? ref.when : inSomeYear((year) => spanOfMonths({ year, month: ref.month }, 1));

/** "de 3 a 5 de janeiro". */
export const daysInMonth = (first: number, last: number, ref: MonthRef): When => {
  const pick = (span: Span): Span | undefined => {
    const [begin, end] = [dateIn(span, first), dateIn(span, last)];
    return begin && end && first <= last ? { first: begin.first, last: end.last } : undefined;
  };
  if ('when' in ref) return map(ref.when, pick);
  return inSomeYear((year) => pick(spanOfMonths({ year, month: ref.month }, 1)));
};

export const monthInYear = (month: number, year: When): When =>
  map(year, ({ first }) => spanOfMonths({ year: monthOf(first).year, month }, 1));

export const wholeYear = (year: number): When => fixed(() => spanOfMonths({ year, month: 1 }, 12));

/** "maio passado": the last one that is over; "maio que vem": the next that has not begun. */
export const monthFromToday = (month: number, direction: Direction): When =>
  fixed((today, anchor) => {
    const { first, last } = spanOfMonths(monthOf(today), 1);
    const from = direction === 'future' ? last + 1 : first - 1;
    return wholeMonth({ month }).at({ ...anchor, from, direction });
  });

function currentUnit(today: Day, unit: CalendarUnit): Span {
  if (unit === 'week') return weekOf(today);
  if (unit === 'weekend') return { first: weekOf(today).first + SATURDAY - 1, last: weekOf(today).last };
  const { year, month, date } = monthOf(today);
  if (unit === 'fortnight') return fortnight(spanOfMonths({ year, month }, 1), date <= 15 ? 1 : 2) as Span;
  const length = MONTHS[unit] ?? 1;
  return spanOfMonths({ year, month: month - ((month - 1) % length) }, length);
}

/** The unit of the calendar that holds today, or one so many before or after it. */
export const calendarUnit = (unit: CalendarUnit, offset: number): When =>
  fixed((today) => {
    let span = currentUnit(today, unit);
    // On a Wednesday the next weekend is this week's.
    const steps = offset > 0 && today < span.first ? offset - 1 : Math.abs(offset);
    for (let step = 0; step < steps; step++) {
      span = currentUnit(
        offset > 0 ? span.last + 1 : unit === 'weekend' ? span.last - 7 : span.first - 1,
        unit,
      );
    }
    return span;
  });

/** @param nth 1 or 2; the first has 15 days */
export const fortnight = ({ first, last }: Span, nth: number): Span | undefined =>
  nth === 1
    ? { first, last: first + 14 }
    : nth === 2 && last - first > 15
      ? { first: first + 15, last }
      : undefined;

/**
 * "segundo semestre", of a year.
 * @param nth from 1; -1 is the last
 */
export function partOfYear(unit: CalendarUnit, nth: number, year: When): When | undefined {
  const length = MONTHS[unit] ?? 1;
  if (length === 1 || length === 12 || nth === 0 || nth > 12 / length) return undefined;
  const index = nth > 0 ? nth - 1 : 12 / length - 1;
  return map(year, ({ first }) =>
    spanOfMonths({ year: monthOf(first).year, month: 1 + index * length }, length),
  );
}

/** Seven days each from the first of the month; -1 the last seven. */
export const weekOfMonth = (nth: number, month: When): When =>
  map(month, ({ first, last }) => {
    const begin = nth > 0 ? first + (nth - 1) * 7 : last - 6;
    return begin <= last ? { first: begin, last: Math.min(begin + 6, last) } : undefined;
  });

export type Third = 'beginning' | 'middle' | 'end';

/** A month in ten days each, a year in four months each; what is left belongs to the end. */
export const third = (part: Third, when: When): When =>
  map(when, ({ first, last }) => {
    const days = last - first + 1;
    const index = { beginning: 0, middle: 1, end: 2 }[part];
    const size = days >= 28 && days <= 31 ? 10 : Math.floor(days / 3);
    const months = Math.round(days / 30.4);
    const cut = (nth: number): Day =>
      months >= 3 ? addMonths(first, (months * nth) / 3) : first + size * nth;
    return { first: cut(index), last: index === 2 ? last : cut(index + 1) - 1 };
  });
