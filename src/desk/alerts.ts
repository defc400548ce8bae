/** Alerts: what those who look after the desk should know of now. Pure; docs/supervision.md has the list. */
import { isOpen } from '../opening-hours.ts';
import type { Queue, Queues } from '../queues.ts';
import { isByLaw, type PriorityReason } from '../urgency.ts';
import { type FreePerson, fits } from './assign.ts';
import { hasOpenMsPassed } from './open-time.ts';
import { clocksOf, isRunning, type SlaFacts } from './sla.ts';

/** An open ticket. */
export interface WatchedTicket {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly queue: string;
  readonly reasons: readonly PriorityReason[];
  readonly since: Date;
  /** Null: nobody has it. */
  readonly person: unknown;
  readonly facts: SlaFacts;
}

export const ALERT_KINDS = ['sla-due', 'sla-broken', 'long-wait', 'nobody-there', 'priority'] as const;

/** Something that is so now. */
export interface Alarm {
  /** The same for as long as it is so, whoever finds it. */
  readonly key: string;
  readonly kind: (typeof ALERT_KINDS)[number];
  readonly ticketId: string | null;
  readonly conversationId: string | null;
  readonly queue: string;
  readonly clock: string | null;
  /** Of a term; ISO 8601. */
  readonly dueAt: string | null;
}

/** So much of a term has gone by when it is told that it is due. */
export const DUE_SHARE = 0.8;
/** Whoever the law puts first and nobody has taken after so long; danger is told of at once. */
export const PRIORITY_WAIT_MS = 60_000;

const alarmOf = (
  kind: Alarm['kind'],
  { ticketId, conversationId, queue }: WatchedTicket,
  clock: string | null = null,
  dueAt: string | null = null,
): Alarm => ({
  key: [kind, ticketId, clock, dueAt].filter(Boolean).join(' '),
  kind,
  ticketId,
  conversationId,
  queue,
  clock,
  dueAt,
});

/** How each of the running terms stands. */
export function findTerms(
  facts: SlaFacts,
  { sla, hours }: Queue,
  now: Date,
): readonly { readonly clock: string; readonly dueAt: string; readonly state: 'calm' | 'due' | 'broken' }[] {
  const moment = now.toISOString();
  const soon = new Map(clocksOf(facts, sla, hours, DUE_SHARE).map(({ kind, dueAt }) => [kind, dueAt]));
  return clocksOf(facts, sla, hours)
    .filter(isRunning)
    .map(({ kind, dueAt }) => {
      const soonAt = soon.get(kind) ?? dueAt;
      return {
        clock: kind,
        dueAt,
        state:
          dueAt <= moment ? ('broken' as const) : soonAt <= moment ? ('due' as const) : ('calm' as const),
      };
    });
}

function isUrgent({ reasons, since }: WatchedTicket, now: Date): boolean {
  if (reasons.some((reason) => !isByLaw(reason))) return true;
  return reasons.length > 0 && now.getTime() - since.getTime() >= PRIORITY_WAIT_MS;
}

function* alarmsOf(ticket: WatchedTicket, queue: Queue, now: Date): Generator<Alarm> {
  for (const { clock, dueAt, state } of findTerms(ticket.facts, queue, now)) {
    if (state !== 'calm') yield alarmOf(state === 'due' ? 'sla-due' : 'sla-broken', ticket, clock, dueAt);
  }
  if (ticket.person !== null) return;
  const { waitAlertMs, hours } = queue;
  if (waitAlertMs !== undefined && hasOpenMsPassed(ticket.since, waitAlertMs, now, hours))
    yield alarmOf('long-wait', ticket);
  if (isUrgent(ticket, now)) yield alarmOf('priority', ticket);
}

/** Who is there, and can answer: busy or not. */
export type PersonThere = Pick<FreePerson, 'queues' | 'skills'>;

function findEmpty(
  tickets: readonly WatchedTicket[],
  people: readonly PersonThere[],
  queues: Queues,
  now: Date,
): readonly Alarm[] {
  const waiting = new Set(tickets.filter(({ person }) => person === null).map(({ queue }) => queue));
  return [...queues.values()]
    .filter((queue) => waiting.has(queue.name) && isOpen(now, queue.hours))
    .filter((queue) => !people.some((person) => fits(person, queue)))
    .map(({ name }) => ({
      key: `nobody-there ${name}`,
      kind: 'nobody-there',
      ticketId: null,
      conversationId: null,
      queue: name,
      clock: null,
      dueAt: null,
    }));
}

/** All that is so at this moment. */
export const findAlarms = (
  tickets: readonly WatchedTicket[],
  people: readonly PersonThere[],
  queues: Queues,
  now: Date,
): readonly Alarm[] => [
  ...tickets.flatMap((ticket) => {
    const queue = queues.get(ticket.queue);
    return queue ? [...alarmsOf(ticket, queue, now)] : [];
  }),
  ...findEmpty(tickets, people, queues, now),
];
