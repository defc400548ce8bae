/** Terms: what was promised of a ticket, when it is due, and whether it was kept. Pure. */
import type { OpeningHours } from '../opening-hours.ts';
import { figureFor, type SlaTargets } from '../queues.ts';
import type { SlaClock } from '../ticket.ts';
import { addOpenMs } from './open-time.ts';

/** What the clocks of a ticket follow from. */
export interface SlaFacts {
  readonly channel: string;
  /** When the citizen came to people; kept when the ticket is moved or given back. */
  readonly since: Date;
  /** First words of a person. */
  readonly answeredAt: Date | null;
  /** Since when the citizen has waited for words; null: it is their turn. */
  readonly awaitingSince: Date | null;
  /** When the term was prolonged. */
  readonly extendedAt: Date | null;
  readonly endedAt: Date | null;
}

const DAY_MS = 86_400_000;

/** Whether nobody has kept it yet. */
export const isRunning = ({ keptAt }: SlaClock): boolean => keptAt === null;

/** Days are the calendar's; what is shorter waits for people to be there. */
function dueAfter(start: Date, ms: number, share: number, onlyOpenHours: boolean, hours: OpeningHours): Date {
  const part = Math.round(ms * share);
  return onlyOpenHours && ms < DAY_MS ? addOpenMs(start, part, hours) : new Date(start.getTime() + part);
}

const clock = (kind: SlaClock['kind'], dueAt: Date, keptAt: Date | null): SlaClock => ({
  kind,
  dueAt: dueAt.toISOString(),
  keptAt: keptAt?.toISOString() ?? null,
});

/**
 * The clocks of a ticket, those that were kept among them. A first answer counts from when the citizen came
 * to people, however often they were moved since; a next answer from what they wrote last without an answer;
 * the resolution to the ticket's end. Of a ticket that ended before anybody said a word there is no first
 * answer to be late.
 * @param share of each term: 0.8 tells when four fifths of it are gone
 */
export function clocksOf(
  facts: SlaFacts,
  sla: SlaTargets,
  hours: OpeningHours,
  share = 1,
): readonly SlaClock[] {
  const { channel, since, answeredAt, awaitingSince, extendedAt, endedAt } = facts;
  const clocks: SlaClock[] = [];
  const due = (start: Date, ms: number) => dueAfter(start, ms, share, sla.onlyOpenHours, hours);
  const firstMs = figureFor(sla.firstAnswerMs ?? {}, channel);
  if (firstMs !== undefined && (answeredAt !== null || endedAt === null))
    clocks.push(clock('first-answer', due(since, firstMs), answeredAt));
  const nextMs = figureFor(sla.nextAnswerMs ?? {}, channel);
  if (nextMs !== undefined && answeredAt !== null && awaitingSince !== null && endedAt === null)
    clocks.push(clock('next-answer', due(awaitingSince, nextMs), null));
  if (sla.resolutionMs !== undefined) {
    const extensionMs = extendedAt === null ? 0 : (sla.extensionMs ?? 0);
    clocks.push(clock('resolution', due(since, sla.resolutionMs + extensionMs), endedAt));
  }
  return clocks;
}
