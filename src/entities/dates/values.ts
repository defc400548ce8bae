/** The names that a language's patterns may use, and what each reads. */
import type { Clock, Hours, PartOfDay } from './clock.ts';
import type { Holiday } from './holidays.ts';
import type { Length, Unit } from './lengths.ts';
import type { CalendarUnit, Direction, MonthRef, Third, When } from './meaning.ts';
import type { createGrammar } from './patterns.ts';

/** Takes the rules of one part of a language. */
export type Adder = Pick<ReturnType<typeof createGrammar<Values>>, 'add'>;

/** A time of a day. */
export interface Moment {
  readonly day: When;
  /** From the day's midnight. */
  readonly minute: number;
}

/** From one time to another, of a day. */
export interface Window extends Hours {
  readonly day: When;
}

/** With one end open. */
export type Bound = {
  readonly side: 'until' | 'since';
  /** Where the words themselves say it: "desde". */
  readonly tense?: Direction;
} & ({ readonly when: When; readonly shift: 0 | 1 | -1 } | { readonly minute: number; readonly day?: When });

export interface Values {
  readonly integer: number;
  readonly dayOfMonth: number;
  readonly year: number;
  readonly month: number;
  readonly shortMonth: number;
  readonly ordinal: number;
  /** Where nothing else says that it is one. */
  readonly weekday: number;
  readonly weekdayName: number;
  readonly shortWeekday: number;
  readonly monthNumber: number;
  readonly shortYear: When;
  readonly unit: Unit;
  readonly calendarUnit: CalendarUnit;
  readonly length: Length;
  readonly numericDate: When;
  readonly monthAndYear: When;
  readonly monthRef: MonthRef;
  readonly innerMonth: MonthRef;
  readonly wholeYear: When;
  readonly third: Third;
  readonly holiday: Holiday;
  /** Also the name of a town: of what is around it depends which. */
  readonly holidayOrTown: Holiday;
  /** A day of the month, with or without its month. */
  readonly date: When;
  /** A single day. */
  readonly day: When;
  readonly span: When;
  readonly range: When;
  readonly either: When;
  readonly hour: Clock;
  readonly clockDigits: Clock;
  readonly spokenHour: Clock;
  readonly clock: Clock;
  readonly anyClock: Clock;
  readonly partOfDay: PartOfDay;
  readonly part: PartOfDay;
  readonly hours: Hours;
  readonly moment: Moment;
  readonly window: Window;
  /** Minutes from now. */
  readonly fromNow: number;
  readonly lastHours: Length & { readonly direction: Direction };
  readonly bound: Bound;
  readonly workingDays: number;
  readonly shield: true;
}
