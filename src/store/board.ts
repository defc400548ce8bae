/** The board: how the queues and the people stand at this moment. */
import type { Database, Row } from '../database.ts';
import { findTerms } from '../desk/alerts.ts';
import { isOpen } from '../opening-hours.ts';
import type { Availability } from '../person.ts';
import type { Queue, Queues } from '../queues.ts';
import type { Board, BoardPerson, BoardQueue, TicketFigures } from '../supervision.ts';
import { type OpenTicket, readOpenTickets } from './open-tickets.ts';
import { IS_ONLINE_SQL } from './presences.ts';

// Whoever never answers citizens is no part of how the queues stand, unless they have something.
const PEOPLE = `
  select p.id, p.name, p.availability, p.queues, p.seen_at, ${IS_ONLINE_SQL} as is_online,
    'attendant' = any(p.roles) as attends
  from people p where p.active order by p.name, p.id`;

interface PersonRow extends Row {
  id: string;
  name: string;
  availability: Availability;
  queues: string[];
  seen_at: Date | null;
  is_online: boolean;
  attends: boolean;
}

/** Today's figures of each queue; src/store/reports.ts. */
export type Today = ReadonlyMap<string, TicketFigures>;

const earliest = (moments: readonly (Date | null)[]): string | null => {
  const times = moments.flatMap((moment) => (moment ? [moment.getTime()] : []));
  return times.length > 0 ? new Date(Math.min(...times)).toISOString() : null;
};

function countChannels(tickets: readonly OpenTicket[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { channel } of tickets) counts[channel] = (counts[channel] ?? 0) + 1;
  return counts;
}

const toPerson = (row: PersonRow, own: readonly OpenTicket[]): BoardPerson => ({
  personId: row.id,
  name: row.name,
  availability: row.availability,
  isOnline: row.is_online,
  seenAt: row.seen_at?.toISOString() ?? null,
  queues: row.queues,
  active: own.length,
  activeByChannel: countChannels(own),
  awaitedSince: earliest(own.map(({ awaitingSince }) => awaitingSince)),
});

function countTerms(own: readonly OpenTicket[], queue: Queue, now: Date): BoardQueue['terms'] {
  const states = own.flatMap(({ facts }) => findTerms(facts, queue, now).map(({ state }) => state));
  return {
    due: states.filter((state) => state === 'due').length,
    broken: states.filter((state) => state === 'broken').length,
  };
}

function countPeople({ name }: Queue, people: readonly PersonRow[]): BoardQueue['people'] {
  const there = people.filter((each) => each.is_online && each.attends && each.queues.includes(name));
  const as = (availability: Availability) =>
    there.filter((each) => each.availability === availability).length;
  return { available: as('available'), busy: as('busy'), online: there.length };
}

interface Standing {
  readonly own: readonly OpenTicket[];
  readonly people: readonly PersonRow[];
  readonly today: TicketFigures | undefined;
  readonly now: Date;
}

function toQueue(queue: Queue, { own, people, today, now }: Standing): BoardQueue {
  const waiting = own.filter(({ person }) => person === null);
  const { kept = 0, broken = 0 } = today?.firstAnswerTerm ?? {};
  const promises = Object.keys(queue.sla.firstAnswerMs ?? {}).length > 0;
  return {
    queue: queue.name,
    titles: queue.titles,
    isOpen: isOpen(now, queue.hours),
    waiting: waiting.length,
    oldestSince: earliest(waiting.map(({ since }) => since)),
    active: own.length - waiting.length,
    people: countPeople(queue, people),
    today: {
      came: today?.tickets ?? 0,
      ended: (today?.closed ?? 0) + (today?.returned ?? 0),
    },
    answeredInTarget: promises ? { count: kept, of: kept + broken } : null,
    terms: countTerms(own, queue, now),
    estimate: today?.estimate ?? { count: 0, of: 0 },
  };
}

/** @param today is read less often than the rest */
export async function readBoard(database: Database, queues: Queues, today: Today, now: Date): Promise<Board> {
  const [tickets, people] = await Promise.all([
    readOpenTickets(database),
    database.query<PersonRow>(PEOPLE, [], 'board-people'),
  ]);
  const byQueue = Map.groupBy(tickets, ({ queue }) => queue);
  const byPerson = Map.groupBy(tickets, ({ person }) => person?.personId);
  return {
    at: now.toISOString(),
    queues: [...queues.values()].map((queue) =>
      toQueue(queue, { own: byQueue.get(queue.name) ?? [], people, today: today.get(queue.name), now }),
    ),
    people: people
      .filter(({ id, attends }) => attends || byPerson.has(id))
      .map((row) => toPerson(row, byPerson.get(row.id) ?? [])),
  };
}
