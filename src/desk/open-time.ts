/** Time that counts only while people are there. Pure. */
import { dayBefore, listOpenings, type OpeningHours, openingsOn } from '../opening-hours.ts';

/** Whoever is closed for longer than this promises nothing by the hour. */
const LONGEST_DAYS = 400;

/** How much of the time between two moments somebody was there, in milliseconds. */
export const openMsBetween = (from: Date, to: Date, hours: OpeningHours): number =>
  listOpenings(hours, from, to).reduce((sum, each) => sum + each.to.getTime() - each.from.getTime(), 0);

/**
 * When so much open time has gone by. Where that is not within 400 days, the time runs as on any clock:
 * hours in which nobody is ever there put nothing off for ever.
 */
export function addOpenMs(from: Date, ms: number, hours: OpeningHours): Date {
  let left = ms;
  const first = dayBefore(from);
  for (let day = first; day < first + LONGEST_DAYS; day++) {
    for (const { fromMs, toMs } of openingsOn(day, hours)) {
      const startMs = Math.max(fromMs, from.getTime());
      if (startMs >= toMs) continue;
      if (left <= toMs - startMs) return new Date(startMs + left);
      left -= toMs - startMs;
    }
  }
  return new Date(from.getTime() + ms);
}

/** Whether so much open time has gone by since. Cheaper than to say how much. */
export const hasOpenMsPassed = (from: Date, ms: number, now: Date, hours: OpeningHours): boolean =>
  now.getTime() - from.getTime() >= ms && addOpenMs(from, ms, hours) <= now;
