/** Times of day. */

export interface Clock {
  /** From midnight; 1440 is the midnight that ends the day. */
  readonly minute: number;
  /** Whether nothing says which half of the day: "às três", "às 3", but not "03:00" or "15h". */
  readonly open: boolean;
  /** Where it is said. */
  readonly part?: PartOfDay;
}

export interface Hours {
  readonly from: number;
  readonly to: number;
}

export type PartOfDay = 'dawn' | 'morning' | 'afternoon' | 'night';

const HOUR = 60;
const NOON = 12 * HOUR;
const MIDNIGHT = 24 * HOUR;

/** Offices are open in the day: 1 to 6 are hours of the afternoon, 7 to 12 are as they are. */
const LAST_AFTERNOON_HOUR = 6;

export const PARTS: { readonly [part in PartOfDay]: Hours } = {
  dawn: { from: 0, to: 6 * HOUR },
  morning: { from: 6 * HOUR, to: NOON },
  afternoon: { from: NOON, to: 18 * HOUR },
  night: { from: 18 * HOUR, to: MIDNIGHT },
};

export const clockOf = (hour: number, minute: number, open: boolean): Clock => ({
  minute: hour * HOUR + minute,
  open: open && hour >= 1 && hour <= 12,
});

export const resolveClock = ({ minute, open }: Clock): number =>
  open && minute < (LAST_AFTERNOON_HOUR + 1) * HOUR ? minute + NOON : minute;

/** "3 da tarde", "12 da noite". */
export function placeClock({ minute }: Clock, part: PartOfDay): Clock {
  const inFirstHalf = minute < NOON;
  const isTwelve = minute >= NOON && minute < NOON + HOUR;
  const isLater =
    (part === 'afternoon' && inFirstHalf) ||
    (part === 'night' && (isTwelve || (inFirstHalf && minute >= LAST_AFTERNOON_HOUR * HOUR)));
  const placed = isLater ? minute + NOON : isTwelve && part === 'dawn' ? minute - NOON : minute;
  return { minute: placed, open: false, part };
}

/** "das 2 às 4 da tarde", "das 7 às 9 da noite": what is left open of the beginning follows the end. */
export function hoursBetween(from: Clock, to: Clock): Hours | undefined {
  const day = resolveClock(to);
  // "das 22h às 6h" goes over midnight.
  const end = !from.open && from.minute > day ? to.minute : day;
  const begin = resolveClock(from);
  const evening = to.part === 'night' && from.open && from.minute + NOON < end;
  const start = evening ? from.minute + NOON : from.open && begin > end ? from.minute : begin;
  return start === end ? undefined : { from: start, to: end };
}

/** "quinze para as três". */
export const minutesBefore = (minutes: number, clock: Clock): Clock => ({
  minute: resolveClock(clock) - minutes,
  open: false,
});
