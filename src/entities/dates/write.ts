/** From a meaning to its normal form, at a moment. */
import { isoDay, type LocalTime, type Span } from './calendar.ts';
import type { Direction, When } from './meaning.ts';

export interface Time {
  readonly now: LocalTime;
  readonly direction: Direction;
}

export type Write<T> = (value: T, time: Time) => string | undefined;

export const place = (when: When, { now, direction }: Time): Span | undefined =>
  when.at({ today: now.day, from: now.day, direction });

export const writeDay: Write<When> = (when, time) => {
  const span = place(when, time);
  return span && isoDay(span.first);
};
