/** What has come since, for whoever is to be told of it beyond the page. Pure. */
import type { Person } from '../../src/person.ts';
import type { TicketLine } from '../../src/ticket.ts';
import type { Tickets } from './merging.ts';

export interface Arrival {
  /** `given`: it is mine now. `waiting`: new in a queue of mine, and nobody has it. `message`: in one of mine. */
  readonly kind: 'given' | 'waiting' | 'message';
  readonly line: TicketLine;
}

type Me = Pick<Person, 'personId' | 'queues'>;

const citizenSpokeAt = ({ preview }: TicketLine): number =>
  preview?.from === 'citizen' ? Date.parse(preview.at) : 0;

function arrivalOf(before: TicketLine | undefined, line: TicketLine, me: Me): Arrival['kind'] | undefined {
  const isMine = line.person?.personId === me.personId;
  const wasMine = before?.person?.personId === me.personId;
  if (isMine && !wasMine) return 'given';
  if (isMine && before && citizenSpokeAt(line) > citizenSpokeAt(before)) return 'message';
  if (!before && line.person === null && me.queues.includes(line.queue)) return 'waiting';
  return undefined;
}

/** What the second knows and the first did not. */
export function findArrivals(before: Tickets, after: Tickets, me: Me): readonly Arrival[] {
  const arrivals: Arrival[] = [];
  for (const line of after.values()) {
    const known = before.get(line.conversationId);
    if (known === line) continue;
    const kind = arrivalOf(known, line, me);
    if (kind) arrivals.push({ kind, line });
  }
  return arrivals;
}

/** Conversations of mine in which the citizen waits for words. */
export const countWaiting = (tickets: Tickets, { personId }: Pick<Me, 'personId'>): number =>
  [...tickets.values()].filter(
    ({ person, awaitingSince }) => person?.personId === personId && awaitingSince !== null,
  ).length;
