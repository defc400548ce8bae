/** Assignment: who of those who are there gets what waits. Pure; the store writes it. */
import { type ByChannel, figureFor, type Queue, type Queues } from '../queues.ts';

/** A ticket that nobody has. */
export interface WaitingTicket {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly queue: string;
  readonly channel: string;
  /** Lower is sooner; src/urgency.ts. */
  readonly rank: number;
  /** Its place among its like; that of one that was given back is the old one. */
  readonly since: Date;
  /** Who had it last, and left it. */
  readonly leftBy: string | null;
  /** Whether they gave it back by their own will, and just now: they are not given it again. */
  readonly isLeftJustNow: boolean;
}

/** Somebody who is there and wants to be given something. */
export interface FreePerson {
  readonly personId: string;
  readonly queues: readonly string[];
  readonly skills: readonly string[];
  /** Their own figures; the queue's for channels that are not among them. */
  readonly capacity: ByChannel;
  /** Conversations that they have, by channel. */
  readonly active: ByChannel;
  /** When they were last given one; null: never. */
  readonly assignedAt: Date | null;
}

export interface Placement {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly personId: string;
}

type Order = Pick<WaitingTicket, 'rank' | 'since' | 'ticketId'>;

/** The order of what waits: by rank, then who came first. */
export const compareWaiting = (one: Order, other: Order): number =>
  one.rank - other.rank ||
  one.since.getTime() - other.since.getTime() ||
  (one.ticketId < other.ticketId ? -1 : Number(one.ticketId > other.ticketId));

/** Conversations at once, for a person, of a channel. */
export const capacityOf = (
  { capacity }: Pick<FreePerson, 'capacity'>,
  queue: Queue,
  channel: string,
): number => capacity[channel] ?? capacity['default'] ?? figureFor(queue.capacity, channel) ?? 0;

/** Whether somebody works in the queue and knows what it takes. */
export const fits = ({ queues, skills }: Pick<FreePerson, 'queues' | 'skills'>, queue: Queue): boolean =>
  queues.includes(queue.name) && queue.skills.every((skill) => skills.includes(skill));

/** What somebody has, as a share of what they can have: 1 is full. */
const loadOf = (person: FreePerson, queue: Queue): number =>
  Object.entries(person.active).reduce(
    (sum, [channel, count]) => sum + count / Math.max(1, capacityOf(person, queue, channel)),
    0,
  );

const hasRoom = (person: FreePerson, queue: Queue, channel: string): boolean =>
  (person.active[channel] ?? 0) < capacityOf(person, queue, channel);

/** Who is before the other: not who left it, then the least loaded, then who has been without a new one for longest. */
function isBefore(one: FreePerson, other: FreePerson, queue: Queue, leftBy: string | null): boolean {
  const [left, leftOther] = [one.personId === leftBy, other.personId === leftBy];
  if (left !== leftOther) return leftOther;
  const load = loadOf(one, queue) - loadOf(other, queue);
  if (load !== 0) return load < 0;
  const lastOf = ({ assignedAt }: FreePerson) => assignedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  const [last, lastOther] = [lastOf(one), lastOf(other)];
  return last === lastOther ? one.personId < other.personId : last < lastOther;
}

/** Whether a person may be given this one now. */
export const mayHave = (person: FreePerson, ticket: WaitingTicket, queue: Queue): boolean =>
  fits(person, queue) &&
  hasRoom(person, queue, ticket.channel) &&
  !(ticket.isLeftJustNow && person.personId === ticket.leftBy);

function findFirst(
  people: Iterable<FreePerson>,
  ticket: WaitingTicket,
  queue: Queue,
): FreePerson | undefined {
  let first: FreePerson | undefined;
  for (const person of people)
    if (mayHave(person, ticket, queue) && (!first || isBefore(person, first, queue, ticket.leftBy)))
      first = person;
  return first;
}

/**
 * Who gets what, in the order in which it waits. One that nobody can take blocks none of those behind it;
 * who left a ticket without words gets it again only where nobody else has room. Queues that are not known
 * (any more) are passed over.
 * @param limit at most so many are given
 */
export function assign(
  waiting: readonly WaitingTicket[],
  people: readonly FreePerson[],
  queues: Queues,
  limit = Number.POSITIVE_INFINITY,
): readonly Placement[] {
  const now = new Map(people.map((person) => [person.personId, person]));
  const newest = Math.max(0, ...people.map(({ assignedAt }) => assignedAt?.getTime() ?? 0));
  const placements: Placement[] = [];
  for (const ticket of waiting.toSorted(compareWaiting)) {
    const queue = queues.get(ticket.queue);
    if (!queue) continue;
    const first = findFirst(now.values(), ticket, queue);
    if (!first) continue;
    const { ticketId, conversationId, channel } = ticket;
    placements.push({ ticketId, conversationId, personId: first.personId });
    if (placements.length >= limit) break;
    now.set(first.personId, {
      ...first,
      active: { ...first.active, [channel]: (first.active[channel] ?? 0) + 1 },
      assignedAt: new Date(newest + placements.length),
    });
  }
  return placements;
}
