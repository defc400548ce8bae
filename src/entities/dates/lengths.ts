/** Lengths of time, in ISO 8601's units. */
import { addMonths, type Day } from './calendar.ts';

export type TimeUnit = 'Y' | 'M' | 'W' | 'D' | 'h' | 'm' | 's';

export type Length = { readonly [unit in TimeUnit]?: number };

/** How many of which: a quarter is three months. */
export interface Unit {
  readonly unit: TimeUnit;
  readonly times: number;
}

export const lengthOf = (amount: number, { unit, times }: Unit): Length => ({ [unit]: amount * times });

export const addLengths = (a: Length, b: Length): Length => {
  const sum: Record<string, number> = { ...a };
  for (const [unit, amount] of Object.entries(b)) sum[unit] = (sum[unit] ?? 0) + amount;
  return sum;
};

const HALVES: { readonly [unit in TimeUnit]?: Length } = {
  Y: { M: 6 },
  M: { D: 15 },
  D: { h: 12 },
  h: { m: 30 },
  m: { s: 30 },
};

/** "e meio", after a unit. Half a week is no length of the calendar. */
export const halfOf = ({ unit, times }: Unit): Length | undefined => (times === 1 ? HALVES[unit] : undefined);

/** Whether it is counted by the clock, not by the calendar. */
export const isByClock = (length: Length): boolean => !length.Y && !length.M && !length.W && !length.D;

export const minutesOf = ({ h = 0, m = 0, s = 0 }: Length): number => h * 60 + m + Math.round(s / 60);

export const shiftDay = (day: Day, { Y = 0, M = 0, W = 0, D = 0 }: Length, sign: 1 | -1): Day =>
  addMonths(day, sign * (Y * 12 + M)) + sign * (W * 7 + D);

/** "P2Y3M", "PT1H30M". */
export function isoLength(length: Length): string {
  const write = (units: readonly TimeUnit[]): string =>
    units.map((unit) => (length[unit] ? `${length[unit]}${unit.toUpperCase()}` : '')).join('');
  const time = write(['h', 'm', 's']);
  return `P${write(['Y', 'M', 'W', 'D'])}${time === '' ? '' : `T${time}`}`;
}
